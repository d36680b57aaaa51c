import { type DeviceFacts, type DeviceGroup, deviceGroupOf } from "../../domain/exposure/device-group.ts";
import type { Scope } from "../../domain/scope.ts";
import type { DeviceStore } from "../contract.ts";
import type { Schema } from "../schema.ts";
import type { Connection } from "./connection.ts";
import { deviceGroupsInForce } from "./devices.ts";
import { rowsOf, sql } from "./query.ts";
import { judgeTenant } from "./visibility.ts";
import type { Writer } from "./writer.ts";

export function sqliteDevices(writer: Writer): DeviceStore {
  return {
    regroup(scope, groups) {
      const rules = JSON.stringify(groups);
      return writer.run((connection) => {
        if (JSON.stringify(deviceGroupsInForce(connection, scope)) === rules)
          return { devices: 0, changed: false };
        connection
          .prepare(
            "insert into device_group_rules values (?, ?) on conflict do update set rules = excluded.rules",
          )
          .run(scope.tenantId, rules);
        const devices = assignAnew(connection, scope, groups);
        if (devices > 0) judgeTenant(connection, scope);
        return { devices, changed: true };
      });
    },
  };
}

function assignAnew(connection: Connection, scope: Scope, groups: readonly DeviceGroup[]): number {
  const devices = sql
    .selectFrom("devices")
    .select(["device_id", "device_dns_name", "os_platform", "tags", "device_group"])
    .where("tenant_id", "=", scope.tenantId);
  const update = connection.prepare(
    "update devices set device_group = ? where tenant_id = ? and device_id = ?",
  );
  let moved = 0;
  for (const device of [...rowsOf(connection, devices)]) {
    const group = deviceGroupOf(factsOf(device), groups);
    if (group === device.device_group) continue;
    update.run(group, scope.tenantId, device.device_id);
    moved++;
  }
  return moved;
}

type DeviceRow = Pick<Schema["devices"], "device_dns_name" | "os_platform" | "tags">;

function factsOf({ device_dns_name, os_platform, tags }: DeviceRow): DeviceFacts {
  return {
    tags: JSON.parse(tags),
    ...(device_dns_name === null ? {} : { deviceDnsName: device_dns_name }),
    ...(os_platform === null ? {} : { osPlatform: os_platform }),
  };
}
