import type { DeviceEvidence } from "../../domain/evidence/device-evidence.ts";
import { type DeviceGroup, deviceGroupOf } from "../../domain/exposure/device-group.ts";
import type { Scope } from "../../domain/scope.ts";
import type { Timestamp } from "../../domain/time.ts";
import type { Connection } from "./connection.ts";

/** The rules in force for a tenant, as `regroup` put them. */
export function deviceGroupsInForce(connection: Connection, scope: Scope): readonly DeviceGroup[] {
  const row = connection
    .prepare("select rules from device_group_rules where tenant_id = ?")
    .get(scope.tenantId);
  return row ? JSON.parse(String(row.rules)) : [];
}

/**
 * Keeps what the newest alert says of a device, and the one group it is in. True when the device was not known before, or
 * is in another group now.
 */
export function keepDevice(
  connection: Connection,
  scope: Scope,
  deviceId: string,
  device: DeviceEvidence,
  seen: Timestamp,
  groups: readonly DeviceGroup[],
): boolean {
  const known = connection
    .prepare("select seen_date_time, device_group from devices where tenant_id = ? and device_id = ?")
    .get(scope.tenantId, deviceId);
  if (known && String(known.seen_date_time) > seen) return false;
  const group = deviceGroupOf(device, groups);
  connection
    .prepare(
      `insert into devices (tenant_id, device_id, device_dns_name, os_platform, tags, seen_date_time, device_group)
       values (?, ?, ?, ?, ?, ?, ?)
       on conflict do update set device_dns_name = excluded.device_dns_name, os_platform = excluded.os_platform,
         tags = excluded.tags, seen_date_time = excluded.seen_date_time, device_group = excluded.device_group`,
    )
    .run(
      scope.tenantId,
      deviceId,
      device.deviceDnsName ?? null,
      device.osPlatform ?? null,
      JSON.stringify(device.tags),
      seen,
      group,
    );
  return known?.device_group !== group;
}
