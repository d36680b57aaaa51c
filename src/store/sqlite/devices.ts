import type { DeviceEvidence } from "../../domain/evidence/device-evidence.ts";
import { type DeviceFacts, type DeviceGroup, deviceGroupOf } from "../../domain/exposure/device-group.ts";
import type { Scope } from "../../domain/scope.ts";
import type { Timestamp } from "../../domain/time.ts";
import type { DeviceStore } from "../contract.ts";
import type { Schema } from "../schema.ts";
import type { Connection } from "./connection.ts";
import { rowsOf, sql } from "./query.ts";
import type { Writer } from "./writer.ts";

/** The rules in force for a tenant, as `regroup` put them. */
export function deviceGroupsInForce(connection: Connection, scope: Scope): readonly DeviceGroup[] {
  const row = connection
    .prepare("select rules from device_group_rules where tenant_id = ?")
    .get(scope.tenantId);
  return row ? JSON.parse(String(row.rules)) : [];
}

/** Keeps what the newest alert says of a device, and the one group it is in. */
export function keepDevice(
  connection: Connection,
  scope: Scope,
  deviceId: string,
  device: DeviceEvidence,
  seen: Timestamp,
  groups: readonly DeviceGroup[],
): void {
  connection
    .prepare(
      `insert into devices (tenant_id, device_id, device_dns_name, os_platform, tags, seen_date_time, device_group)
       values (?, ?, ?, ?, ?, ?, ?)
       on conflict do update set device_dns_name = excluded.device_dns_name, os_platform = excluded.os_platform,
         tags = excluded.tags, seen_date_time = excluded.seen_date_time, device_group = excluded.device_group
       where excluded.seen_date_time >= seen_date_time`,
    )
    .run(
      scope.tenantId,
      deviceId,
      device.deviceDnsName ?? null,
      device.osPlatform ?? null,
      JSON.stringify(device.tags),
      seen,
      deviceGroupOf(device, groups),
    );
}

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
        return { devices: assignAnew(connection, scope, groups), changed: true };
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
