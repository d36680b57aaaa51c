import fc from "fast-check";
import type { Json, JsonObject } from "../../domain/json.ts";
import { ENUM_TYPES, SENTINEL } from "./enum-types.ts";
import { ALERT, EVIDENCE_BASE, EVIDENCE_TYPES, INCIDENT, PART_TYPES, type Property } from "./types.ts";

/** Arbitrary documents of Graph, made from the table of types: whatever it names is in them, nested twice at most. */

const text = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 10 }),
  fc.constantFrom('"', "\\", "\u0001", "\u0003microsoftSentinel\u0003", "<script>", "\ud800", "שלום"),
);
const time = fc
  .tuple(fc.integer({ min: 1_550_000_000, max: 1_800_000_000 }), fc.integer({ min: 0, max: 9_999_999 }))
  .map(([seconds, ticks]) => {
    const fraction = String(ticks).padStart(7, "0").replace(/0+$/, "");
    const whole = new Date(seconds * 1000).toISOString().slice(0, 19);
    return `${whole}${fraction === "" ? "" : `.${fraction}`}Z`;
  });
const dictionary = fc.dictionary(fc.stringMatching(/^[a-z]{1,5}$/), text, { maxKeys: 2 });

const NESTED_MAX = 2;

function value({ type, nullable, collection }: Property, depth: number): fc.Arbitrary<Json> {
  if (isStructured(type) && depth >= NESTED_MAX) return fc.constant(collection ? [] : null);
  const one = scalar(type, depth);
  if (collection) return fc.array(one, { maxLength: 2 });
  return nullable && type !== "dictionary" ? fc.option(one, { nil: null }) : one;
}

const isStructured = (type: string) =>
  EVIDENCE_TYPES.has(type) || type === "alertEvidence" || PART_TYPES.has(type);

function scalar(type: string, depth: number): fc.Arbitrary<Json> {
  const enumeration = ENUM_TYPES.get(type);
  if (enumeration) {
    const members = enumeration.members.map(([member]) => member).filter((member) => member !== SENTINEL);
    return fc.constantFrom(...members);
  }
  if (EVIDENCE_TYPES.has(type)) return evidence(type, false, depth + 1);
  if (type === "alertEvidence") return anyEvidence(depth + 1);
  const part = PART_TYPES.get(type);
  if (part) return object(part.properties, depth + 1).filter((made) => Object.values(made).some(isFilled));
  if (type === "DateTimeOffset") return time;
  if (type === "Int64" || type === "Int32") return fc.integer({ min: 0, max: 2 ** 31 - 1 });
  if (type === "Double") return fc.integer({ min: -90, max: 90 }).map((degrees) => degrees + 0.25);
  if (type === "Boolean") return fc.boolean();
  return type === "dictionary" ? dictionary : text;
}

/** A part of which nothing is told is the same as no part. */
function isFilled(member: Json): boolean {
  return member !== null && JSON.stringify(member) !== "[]" && JSON.stringify(member) !== "{}";
}

function object(properties: readonly Property[], depth: number): fc.Arbitrary<JsonObject> {
  const members = properties.map((property) =>
    value(property, depth).map((made): readonly [string, Json] => [property.name, made]),
  );
  return fc.tuple(...members).map((made) => Object.fromEntries(made));
}

function evidence(kind: string, named: boolean, depth: number): fc.Arbitrary<JsonObject> {
  const properties = [...EVIDENCE_BASE, ...(EVIDENCE_TYPES.get(kind)?.properties ?? [])];
  const head = named ? { "@odata.type": `#microsoft.graph.security.${kind}` } : {};
  return object(properties, depth).map((members) => withHostName(kind, { ...head, ...members }));
}

/** What is derived from the full name would be told although the document did not. */
function withHostName(kind: string, members: JsonObject): JsonObject {
  return kind === "deviceEvidence" ? { ...members, hostName: "lt-0417" } : members;
}

export function anyEvidence(depth = 0): fc.Arbitrary<JsonObject> {
  return fc.constantFrom(...EVIDENCE_TYPES.keys()).chain((kind) => evidence(kind, true, depth));
}

export function evidenceOf(kind: string): fc.Arbitrary<JsonObject> {
  return evidence(kind, true, 0);
}

const TENANT = "7b2f0c4e-58a1-4d0e-9c37-2f6d1a90be11";
const PORTAL = "https://security.microsoft.com";
export const LINKS = { tenantId: TENANT, portalBase: PORTAL, lateMembers: true };

/** A whole incident as `$expand=alerts` gives it. */
export const graphIncident: fc.Arbitrary<JsonObject> = fc
  .tuple(
    object(INCIDENT.properties, 0),
    fc.uniqueArray(
      fc.tuple(
        fc.stringMatching(/^da[0-9a-f]{6}$/),
        object(ALERT.properties, 0),
        time,
        fc.array(anyEvidence(), { maxLength: 3 }),
      ),
      { maxLength: 3, selector: ([id]) => id },
    ),
    fc.integer({ min: 1, max: 1e9 }),
    fc.constantFrom("active", "resolved", "inProgress", "awaitingAction"),
  )
  .map(([incident, alerts, id, status]) => ({
    ...incident,
    id: String(id),
    tenantId: TENANT,
    status,
    incidentWebUrl: `${PORTAL}/incident2/${id}/overview?tid=${TENANT}`,
    redirectIncidentId: null,
    displayName: incident.displayName ?? "",
    classification: incident.classification ?? "unknown",
    determination: incident.determination ?? "unknown",
    comments: commentsOf(incident.comments),
    alerts: alerts
      .map(([alertId, alert, created, found]) => ({
        ...alert,
        id: alertId,
        incidentId: String(id),
        detectionSource: alert.detectionSource ?? "unknown",
        investigationState: alert.investigationState ?? "unknown",
        tenantId: TENANT,
        title: alert.title ?? "",
        description: alert.description ?? "",
        productName: alert.productName ?? "Some product",
        category: alert.category ?? "Execution",
        categories: [alert.category ?? "Execution"],
        alertWebUrl: `${PORTAL}/alerts/${alertId}?tid=${TENANT}`,
        incidentWebUrl: `${PORTAL}/incident2/${id}/overview?tid=${TENANT}`,
        createdDateTime: created,
        lastUpdateDateTime: alert.lastUpdateDateTime ?? created,
        firstActivityDateTime: alert.firstActivityDateTime ?? created,
        lastActivityDateTime: alert.lastActivityDateTime ?? created,
        comments: commentsOf(alert.comments),
        evidence: found,
      }))
      .toSorted((a, b) =>
        `${padded(a.createdDateTime)} ${a.id}` < `${padded(b.createdDateTime)} ${b.id}` ? -1 : 1,
      ),
  }));

function commentsOf(comments: Json | undefined): Json {
  if (!Array.isArray(comments)) return [];
  return comments.map((each: JsonObject) => ({ ...each, comment: each.comment ?? "" }));
}

function padded(instant: string): string {
  return instant.includes(".")
    ? instant.replace("Z", "").padEnd(27, "0")
    : `${instant.replace("Z", ".")}0000000`;
}
