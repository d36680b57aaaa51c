import type { Alert } from "../alert/alert.ts";
import type { DeviceEvidence } from "../evidence/device-evidence.ts";
import { isDevice } from "../evidence/evidence.ts";
import type { Exposure } from "../scope.ts";

/**
 * One reason to see an incident: a service, and a device of one of its alerts, "" for an alert without devices. Stores
 * keep these beside each incident so that reads and lists are trimmed inside the query.
 */
export interface ExposureKey {
  readonly serviceSource: string;
  readonly deviceId: string;
}

/** The name of the one group that a device is in; undefined for a device that is not known. */
export type GroupOf = (deviceId: string) => string | undefined;

export type LimitedExposure = Extract<Exposure, { kind: "limited" }>;

/** What a device is recognised by. A device without any id stands for itself as an unknown one, which nobody limited sees. */
export function deviceIdOf(device: DeviceEvidence): string {
  if (device.mdeDeviceId) return device.mdeDeviceId;
  if (device.azureAdDeviceId) return `aad:${device.azureAdDeviceId.toLowerCase()}`;
  return `dns:${(device.deviceDnsName ?? "").toLowerCase()}`;
}

/** The devices of an alert by their id. */
export function devicesOf(alert: Alert): ReadonlyMap<string, DeviceEvidence> {
  return new Map(alert.evidence.filter(isDevice).map((device) => [deviceIdOf(device), device]));
}

/** The distinct keys of some alerts, in no particular order. */
export function exposureKeysOf(alerts: readonly Alert[]): readonly ExposureKey[] {
  const keys = new Map<string, ExposureKey>();
  for (const alert of alerts) {
    for (const key of keysOfAlert(alert)) keys.set(`${key.serviceSource} ${key.deviceId}`, key);
  }
  return [...keys.values()];
}

export function keysOfAlert(alert: Alert): readonly ExposureKey[] {
  const { serviceSource } = alert;
  const deviceIds = [...devicesOf(alert).keys()];
  if (deviceIds.length === 0) return [{ serviceSource, deviceId: "" }];
  return deviceIds.map((deviceId) => ({ serviceSource, deviceId }));
}

/**
 * Design § 4: the service must be one whose data the caller may view, and a device must be in a group that is open to
 * the caller. A device that is not known is in no group.
 */
export function keyVisible(key: ExposureKey, exposure: LimitedExposure, groupOf: GroupOf): boolean {
  if (exposure.serviceSources !== "all" && !exposure.serviceSources.has(key.serviceSource)) return false;
  return key.deviceId === "" || deviceVisible(key.deviceId, exposure, groupOf);
}

export function deviceVisible(deviceId: string, exposure: LimitedExposure, groupOf: GroupOf): boolean {
  const group = groupOf(deviceId);
  return group !== undefined && exposure.deviceGroups.has(group);
}
