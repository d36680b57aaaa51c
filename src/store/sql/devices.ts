import type { DeviceEvidence } from "../../domain/evidence/device-evidence.ts";
import { type DeviceFacts, type DeviceGroup, deviceGroupOf } from "../../domain/exposure/device-group.ts";
import type { Scope } from "../../domain/scope.ts";
import type { Timestamp } from "../../domain/time.ts";
import { first, query, type Row, type Steps } from "./steps.ts";
import { judgeTenant } from "./visibility.ts";

/** The rules in force for a tenant, as `regroupDevices` put them. */
export function* deviceGroupsInForce({ tenantId }: Scope): Steps<readonly DeviceGroup[]> {
  const row = yield* first("select rules from device_group_rules where tenant_id = $1", tenantId);
  return row ? JSON.parse(String(row.rules)) : [];
}

/**
 * Keeps what the newest alert says of a device, and the one group it is in. True when the device was not known before, or
 * is in another group now.
 */
export function* keepDevice(
  { tenantId }: Scope,
  deviceId: string,
  device: DeviceEvidence,
  seen: Timestamp,
  groups: readonly DeviceGroup[],
): Steps<boolean> {
  const known = yield* first(
    "select seen_date_time, device_group from devices where tenant_id = $1 and device_id = $2",
    tenantId,
    deviceId,
  );
  if (known && String(known.seen_date_time) > seen) return false;
  const group = deviceGroupOf(device, groups);
  const { deviceDnsName = null, osPlatform = null, tags } = device;
  yield* query(
    `insert into devices (tenant_id, device_id, device_dns_name, os_platform, tags, seen_date_time, device_group)
     values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (tenant_id, device_id) do update set device_dns_name = excluded.device_dns_name,
       os_platform = excluded.os_platform, tags = excluded.tags, seen_date_time = excluded.seen_date_time,
       device_group = excluded.device_group`,
    tenantId,
    deviceId,
    deviceDnsName,
    osPlatform,
    JSON.stringify(tags),
    seen,
    group,
  );
  return known?.device_group !== group;
}

/** Puts other rules in force: devices whose group is another now are moved, and the whole tenant is judged anew. */
export function* regroupDevices(
  scope: Scope,
  groups: readonly DeviceGroup[],
): Steps<{ readonly devices: number; readonly changed: boolean }> {
  const rules = JSON.stringify(groups);
  if (JSON.stringify(yield* deviceGroupsInForce(scope)) === rules) return { devices: 0, changed: false };
  yield* query(
    `insert into device_group_rules (tenant_id, rules) values ($1, $2)
     on conflict (tenant_id) do update set rules = excluded.rules`,
    scope.tenantId,
    rules,
  );
  const devices = yield* moveDevices(scope, groups);
  if (devices > 0) yield* judgeTenant(scope);
  return { devices, changed: true };
}

function* moveDevices({ tenantId }: Scope, groups: readonly DeviceGroup[]): Steps<number> {
  const devices = yield* query(
    "select device_id, device_dns_name, os_platform, tags, device_group from devices where tenant_id = $1",
    tenantId,
  );
  let moved = 0;
  for (const device of devices) {
    const group = deviceGroupOf(factsOf(device), groups);
    if (group === device.device_group) continue;
    yield* query(
      "update devices set device_group = $1 where tenant_id = $2 and device_id = $3",
      group,
      tenantId,
      String(device.device_id),
    );
    moved++;
  }
  return moved;
}

function factsOf({ device_dns_name, os_platform, tags }: Row): DeviceFacts {
  return {
    tags: JSON.parse(String(tags)),
    ...(device_dns_name === null ? {} : { deviceDnsName: String(device_dns_name) }),
    ...(os_platform === null ? {} : { osPlatform: String(os_platform) }),
  };
}
