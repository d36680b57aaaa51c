import { isJsonObject, type Json, type JsonObject } from "../domain/json.ts";
import {
  ALERT_FIELDS,
  COMMENT_FIELDS,
  DEVICE_FIELDS,
  entityFields,
  type FieldPair,
  INCIDENT_FIELDS,
} from "./field-map.ts";
import { relationOf } from "./same-meaning.ts";

/** What one field is in both dialects; undefined where it is not there. */
export interface ComparedField {
  readonly defender: { readonly name: string; readonly value: Json | undefined } | undefined;
  readonly graph: { readonly name: string; readonly value: Json | undefined } | undefined;
  /** `same`: the same text; `spelled`: the same meaning; `differs`: neither. */
  readonly relation: "same" | "spelled" | "differs" | "defender" | "graph";
}

/** A part of an incident: itself, a comment, an alert, a device or an entity. */
export interface ComparedPart {
  readonly title: string;
  readonly fields: readonly ComparedField[];
}

/** One incident as both dialects answer it, field by field: the Defender document, and Graph's with its alerts expanded. */
export function compareIncident(defender: JsonObject, graph: JsonObject): readonly ComparedPart[] {
  return [
    part("incident", defender, graph, INCIDENT_FIELDS, ["comments", "alerts"]),
    ...paired(objects(defender.comments), objects(graph.comments)).map(([ours, theirs], index) =>
      part(`comment ${index + 1}`, ours, theirs, COMMENT_FIELDS),
    ),
    ...paired(objects(defender.alerts), objects(graph.alerts)).flatMap(([ours, theirs]) =>
      compareAlert(ours, theirs),
    ),
  ];
}

function compareAlert(defender: JsonObject, graph: JsonObject): readonly ComparedPart[] {
  const name = `alert ${text(graph.id ?? defender.alertId)}`;
  const evidence = objects(graph.evidence);
  const devices = evidence.filter((each) => kindOf(each) === "deviceEvidence");
  const others = evidence.filter((each) => kindOf(each) !== "deviceEvidence");
  return [
    part(name, defender, graph, ALERT_FIELDS, ["devices", "entities", "evidence"]),
    ...paired(objects(defender.devices), devices).map(([ours, theirs], index) =>
      part(`${name}, device ${index + 1}`, ours, theirs, DEVICE_FIELDS, ["@odata.type"]),
    ),
    ...paired(objects(defender.entities), others).map(([ours, theirs], index) => {
      const kind = kindOf(theirs);
      return part(`${name}, entity ${index + 1} (${kind})`, ours, theirs, entityFields(kind));
    }),
  ];
}

function part(
  title: string,
  defender: JsonObject,
  graph: JsonObject,
  pairs: readonly FieldPair[],
  apart: readonly string[] = [],
): ComparedPart {
  const told = new Set(
    pairs.flatMap((pair) => [pair.defender ?? "", pathOf(pair.graph ?? "")[0] ?? "", ...apart]),
  );
  const more = new Set([...Object.keys(defender), ...Object.keys(graph)].filter((name) => !told.has(name)));
  const others = [...more].map(
    (name): FieldPair => ({
      defender: Object.hasOwn(defender, name) ? name : undefined,
      graph: Object.hasOwn(graph, name) ? name : undefined,
      enumeration: undefined,
    }),
  );
  return { title, fields: [...pairs, ...others].flatMap((pair) => compareField(pair, defender, graph)) };
}

function compareField(
  { defender, graph, enumeration }: FieldPair,
  ours: JsonObject,
  theirs: JsonObject,
): readonly ComparedField[] {
  const left = defender === undefined ? undefined : { name: defender, value: valueAt(ours, [defender]) };
  const right = graph === undefined ? undefined : { name: graph, value: valueAt(theirs, pathOf(graph)) };
  if (left?.value === undefined && right?.value === undefined) return [];
  if (left === undefined && right !== undefined) return [onlyIn("graph", right.name, right.value)];
  if (right === undefined && left !== undefined) return [onlyIn("defender", left.name, left.value)];
  return [{ defender: left, graph: right, relation: relationOf(left?.value, right?.value, enumeration) }];
}

function onlyIn(side: "defender" | "graph", name: string, value: Json | undefined): ComparedField {
  const field = { name, value };
  return side === "defender"
    ? { defender: field, graph: undefined, relation: "defender" }
    : { defender: undefined, graph: field, relation: "graph" };
}

const pathOf = (name: string) => (name.startsWith("@") ? [name] : name.split("."));

function valueAt(object: JsonObject, [name = "", ...rest]: readonly string[]): Json | undefined {
  const value = Object.hasOwn(object, name) ? object[name] : undefined;
  if (rest.length === 0) return value;
  return isJsonObject(value) ? valueAt(value, rest) : undefined;
}

function objects(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

/** Both dialects tell these in the same order; one that is missing on a side stands alone. */
function paired(
  ours: readonly JsonObject[],
  theirs: readonly JsonObject[],
): readonly (readonly [JsonObject, JsonObject])[] {
  const count = Math.max(ours.length, theirs.length);
  return Array.from({ length: count }, (_, index) => [ours[index] ?? {}, theirs[index] ?? {}] as const);
}

function kindOf(evidence: JsonObject): string {
  return text(evidence["@odata.type"]).replace("#microsoft.graph.security.", "");
}

function text(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}
