import type { Alert } from "../alert/alert.ts";
import type { DeviceEvidence } from "../evidence/device-evidence.ts";
import { isDevice } from "../evidence/evidence.ts";
import type { Exposure } from "../scope.ts";
import { deviceIdOf, deviceIdsNamedIn, NAMELESS_DEVICE } from "./device-names.ts";

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

/** The devices of an alert by their id; of one that is told of twice, the last. */
export function devicesOf(alert: Alert): ReadonlyMap<string, DeviceEvidence> {
  return new Map(alert.evidence.filter(isDevice).map((device) => [deviceIdOf(device), device]));
}

/** The distinct keys of some alerts, in no particular order. */
export function exposureKeysOf(alerts: readonly Alert[]): readonly ExposureKey[] {
  const keys = new Map<string, ExposureKey>();
  for (const alert of alerts) {
    for (const key of keysOfAlert(alert)) keys.set(JSON.stringify([key.serviceSource, key.deviceId]), key);
  }
  return [...keys.values()];
}

/**
 * One key for each device of the alert. Where an alert has no device among its evidence, the devices that the evidence
 * names count: an alert about a closed device must not open up because the device itself was left out of the document.
 */
export function keysOfAlert(alert: Alert): readonly ExposureKey[] {
  const { serviceSource } = alert;
  const devices = new Set(devicesOf(alert).keys());
  const deviceIds = devices.size > 0 ? devices : new Set(deviceIdsNamedIn(alert.evidence));
  if (deviceIds.size === 0) return [{ serviceSource, deviceId: "" }];
  return [...deviceIds].map((deviceId) => ({ serviceSource, deviceId }));
}

/** Whether one of the keys opens: the rule by which a store decides, for a redirected incident with its target's keys. */
export function isVisible(keys: readonly ExposureKey[], exposure: Exposure, groupOf: GroupOf): boolean {
  if (exposure.kind === "everything") return true;
  return keys.some((key) => keyVisible(key, exposure, groupOf));
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
  // All devices without an id share this one, so that the group of one of them says nothing of the others.
  if (deviceId === NAMELESS_DEVICE) return false;
  const group = groupOf(deviceId);
  return group !== undefined && exposure.deviceGroups.has(group);
}
