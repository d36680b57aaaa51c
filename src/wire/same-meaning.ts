import { isJsonObject, type Json, type JsonObject } from "../domain/json.ts";
import * as enums from "./defender/enums.ts";
import type { EnumTable } from "./enum-table.ts";

const TABLES: ReadonlyMap<string, EnumTable> = new Map(
  Object.entries(enums).filter((entry): entry is [string, EnumTable] => typeof entry[1] === "object"),
);

/** `same`: the same JSON; `spelled`: the same meaning in the other dialect's spelling. */
export function relationOf(
  ours: Json | undefined,
  theirs: Json | undefined,
  enumeration: string | undefined,
): "same" | "spelled" | "differs" {
  if (JSON.stringify(ours ?? null) === JSON.stringify(theirs ?? null)) return "same";
  const table = enumeration === undefined ? undefined : TABLES.get(enumeration);
  const isSpelled = table ? isMember(table, ours, theirs) : means(ours ?? null, theirs ?? null);
  return isSpelled ? "spelled" : "differs";
}

/** A device that does not tell has the member that says the least in the one dialect, and none in the other. */
function isMember(table: EnumTable, ours: Json | undefined, theirs: Json | undefined): boolean {
  if (typeof ours !== "string") return false;
  if (typeof theirs !== "string") return LEAST.has(ours);
  return table.toDomain(ours) === theirs || table.toWire(theirs) === ours;
}
const LEAST: ReadonlySet<string> = new Set(["Unknown", "None", "InsufficientInfo"]);

/** Numbers that are text there, what is empty here and nothing there, and links and types that each has of its own. */
function means(ours: Json, theirs: Json): boolean {
  if (isEmpty(ours) && isEmpty(theirs)) return true;
  if (Array.isArray(ours) && Array.isArray(theirs))
    return ours.length === theirs.length && ours.every((item: Json, at) => means(item, theirs[at] ?? null));
  if (isJsonObject(ours) && isJsonObject(theirs)) return membersMean(ours, theirs);
  if (typeof theirs !== "string") return ours === theirs;
  if (typeof ours === "number") return String(ours) === theirs;
  if (typeof ours !== "string") return false;
  return ours === theirs || lowered(ours) === theirs || OWN.some((start) => theirs.startsWith(start));
}

const OWN = ["https://security.", "#microsoft.graph."];

function membersMean(ours: JsonObject, theirs: JsonObject): boolean {
  const names = new Set([...Object.keys(ours), ...Object.keys(theirs)]);
  return [...names].every((name) => means(ours[name] ?? null, theirs[name] ?? null));
}

function isEmpty(value: Json): boolean {
  return value === null || value === "" || value === "Other" || (Array.isArray(value) && value.length === 0);
}

function lowered(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
