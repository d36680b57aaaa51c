import type { Alert } from "../alert/alert.ts";
import { type Evidence, isDevice } from "../evidence/evidence.ts";
import type { Incident } from "../incident/incident.ts";
import type { Exposure } from "../scope.ts";
import {
  deviceIdOf,
  deviceVisible,
  type GroupOf,
  keysOfAlert,
  keyVisible,
  type LimitedExposure,
} from "./exposure-key.ts";

/**
 * What a caller sees of an incident (design § 4, contract/defender.md § 2.6): the alerts with a visible key, and in them
 * neither devices of closed groups nor evidence that names such a device. `undefined` when no alert is left; severity,
 * status and name stay those of the whole incident. A redirected incident has no alerts: its target decides, elsewhere.
 */
export function trimIncident(incident: Incident, exposure: Exposure, groupOf: GroupOf): Incident | undefined {
  if (exposure.kind === "everything") return incident;
  const alerts = incident.alerts
    .filter((alert) => keysOfAlert(alert).some((key) => keyVisible(key, exposure, groupOf)))
    .map((alert) => trimAlert(alert, exposure, groupOf));
  return alerts.length === 0 ? undefined : { ...incident, alerts };
}

function trimAlert(alert: Alert, exposure: LimitedExposure, groupOf: GroupOf): Alert {
  const seen = (deviceId: string) => deviceVisible(deviceId, exposure, groupOf);
  return { ...alert, evidence: alert.evidence.filter((evidence) => evidenceVisible(evidence, seen)) };
}

function evidenceVisible(evidence: Evidence, seen: (deviceId: string) => boolean): boolean {
  if (isDevice(evidence) && !seen(deviceIdOf(evidence))) return false;
  return [...deviceIdsIn(evidence)].every(seen);
}

const DEVICE_ID_KEYS: ReadonlySet<string> = new Set(["mdeDeviceId", "deviceId", "mdatpDeviceId"]);

/** Every device id that a piece of evidence names, however deep, in what Tocsin knows and in what it merely keeps. */
function* deviceIdsIn(value: unknown): Generator<string> {
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    if (typeof inner === "string" && DEVICE_ID_KEYS.has(key) && inner !== "") yield inner;
    else yield* deviceIdsIn(inner);
  }
}
