import type { Alert } from "../alert/alert.ts";
import type { JsonObject } from "../json.ts";
import { deviceAt, deviceIdAt, deviceIdOf, namesOfDevice, type Place, placesIn } from "./device-names.ts";

/** Whether a document says something of a device or an alert that its reader may not see. */
export type NamesHidden = (document: unknown, key?: string) => boolean;

/** What is shorter, or has no digit, is a word rather than an id when it stands inside a longer text. */
const ID_LENGTH_MIN = 8;

/**
 * Looks through documents for what a reader may not see: a device of a closed group by its object, by a property that
 * holds device ids, or by any of its names anywhere; an alert that is left out by its id. A name that a visible device
 * or alert has too gives nothing away.
 */
export function namesHidden(
  alerts: readonly Alert[],
  alertSeen: (alert: Alert) => boolean,
  deviceSeen: (deviceId: string) => boolean,
): NamesHidden {
  const { shown, hidden } = namesOf(alerts, alertSeen, deviceSeen);
  const tells = (place: Place) => {
    const device = deviceAt(place);
    if (device) return !deviceSeen(deviceIdOf(device));
    const { value } = place;
    if (typeof value === "string" && nameIn(value, hidden)) return true;
    if (place.owner && nameIn(place.key, hidden)) return true;
    const deviceId = deviceIdAt(place);
    return deviceId !== undefined && !shown.has(deviceId.replace(/^aad:/, "")) && !deviceSeen(deviceId);
  };
  return (document, key) => placesIn(document, key).some(tells);
}

/** The properties of an object that tell of nothing hidden. */
export function openProperties(object: JsonObject, hides: NamesHidden): JsonObject {
  return Object.fromEntries(
    Object.entries(object).filter(([key, value]) => !hides(value, key) && !hides(key)),
  );
}

function namesOf(
  alerts: readonly Alert[],
  alertSeen: (alert: Alert) => boolean,
  deviceSeen: (deviceId: string) => boolean,
): { readonly shown: ReadonlySet<string>; readonly hidden: ReadonlySet<string> } {
  const shown = new Set<string>();
  const hidden = new Set<string>();
  const sort = (names: readonly string[], seen: boolean) => {
    for (const name of names) (seen ? shown : hidden).add(name);
  };
  for (const alert of alerts) {
    sort(namesOfAlert(alert), alertSeen(alert));
    for (const place of placesIn(alert.evidence)) {
      const device = deviceAt(place);
      if (device) sort(namesOfDevice(device), deviceSeen(deviceIdOf(device)));
    }
  }
  return { shown, hidden: hidden.difference(shown) };
}

function namesOfAlert({ alertId, providerAlertId }: Alert): readonly string[] {
  const provider =
    providerAlertId !== null && providerAlertId.length >= ID_LENGTH_MIN ? [providerAlertId] : [];
  return [alertId, ...provider].map((name) => name.toLowerCase());
}

/** Whether a text is a name, or holds one that looks like an id, as a link does. */
function nameIn(text: string, names: ReadonlySet<string>): boolean {
  if (names.size === 0) return false;
  const lower = text.toLowerCase();
  if (names.has(lower)) return true;
  const words = lower.length > ID_LENGTH_MIN ? (lower.match(/[\w-]{8,}/g) ?? []) : [];
  return words.some((word) => /\d/.test(word) && names.has(word));
}
