import { isJsonObject, type JsonObject } from "../domain/json.ts";

interface Likeness {
  readonly keys: readonly string[];
  readonly looksLike: string;
}

/** Documents that people have at hand and try to import, by keys that no other of them has (contract § 5, § 8, § 10, § 13). */
const LIKENESSES: readonly Likeness[] = [
  {
    keys: ["machineId", "alertCreationTime"],
    looksLike:
      "an alert of the Defender for Endpoint API (/api/alerts); export the incident it belongs to: GET /api/incidents/{id}",
  },
  {
    keys: ["Results", "Schema"],
    looksLike:
      "the reply of an advanced hunting query, which holds rows and no incidents; export incidents: GET /api/incidents",
  },
  {
    keys: ["results", "schema"],
    looksLike: "the reply of a Microsoft Graph hunting query, which holds rows and no incidents",
  },
  {
    keys: ["incidentWebUrl", "displayName"],
    looksLike:
      "an incident of Microsoft Graph without its alerts; export it with them: GET /v1.0/security/incidents?$expand=alerts",
  },
  {
    keys: ["providerAlertId", "alertWebUrl"],
    looksLike:
      "an alert of Microsoft Graph; export the incident it belongs to: GET /v1.0/security/incidents/{id}?$expand=alerts",
  },
  {
    keys: ["alertId", "entities"],
    looksLike: "one alert out of an incident; import the whole incident",
  },
  {
    keys: ["incidentId", "incidentName"],
    looksLike: "an incident without its alerts; export it with them: GET /api/incidents/{id}",
  },
  { keys: ["access_token"], looksLike: "the reply to a token request; keep it secret" },
  { keys: ["value"], looksLike: "a list page within a list page; import the inner ones" },
];

const KEYS_SHOWN = 5;
const KEY_LENGTH_MAX = 40;

/** Says what a document is that no format recognises. Shows keys at most, never values. */
export function describeUnrecognised(document: JsonObject, formats: readonly string[]): string {
  const has = (key: string) => Object.hasOwn(document, key);
  const error = document.error;
  if (has("error") && isJsonObject(error))
    return "this looks like an error reply of the API, not like an incident";
  const found = LIKENESSES.find(({ keys }) => keys.every(has));
  if (found) return `this looks like ${found.looksLike}`;
  return `not an incident in a known format (${formats.join(", ")}): ${keysOf(document)}`;
}

function keysOf(document: JsonObject): string {
  const keys = Object.keys(document);
  if (keys.length === 0) return "the object is empty";
  const shown = keys.slice(0, KEYS_SHOWN).map((key) => JSON.stringify(key.slice(0, KEY_LENGTH_MAX)));
  return `it has the keys ${shown.join(", ")}${keys.length > KEYS_SHOWN ? ", …" : ""}`;
}
