import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import type { Incident } from "../../src/domain/incident/incident.ts";
import type { Exposure, Scope } from "../../src/domain/scope.ts";

/** The schema of each release that had one of its own, with the databases that it could keep it in. */
export const RELEASED: readonly {
  readonly schema: number;
  readonly databases: readonly ("sqlite" | "postgres")[];
}[] = [
  { schema: 1, databases: ["sqlite"] },
  { schema: 2, databases: ["sqlite", "postgres"] },
  { schema: 3, databases: ["sqlite", "postgres"] },
  { schema: 4, databases: ["sqlite", "postgres"] },
  { schema: 5, databases: ["sqlite", "postgres"] },
];

export const KEPT_BYTES_MAX = 300_000;

/** What the release that wrote a database read from it, tenant by tenant. */
export interface Expected {
  readonly [tenantId: string]: {
    readonly incidents: readonly Incident[];
    /** The newest original of each incident that has one, as text. */
    readonly originals: Readonly<Record<number, string>>;
    /** Incidents by the device group that a user is limited to. */
    readonly visible: Readonly<Record<string, readonly Incident[]>>;
  };
}

export interface Kept {
  readonly database: "sqlite" | "postgres";
  readonly schema: number;
  /** Of its files, packed. */
  readonly bytes: number;
  /** The file of a database, or the statements that make one. */
  content(): Buffer;
  expected(): Expected;
}

const NAME = /^(sqlite|postgres)-(\d+)\.(db|sql)\.gz$/;

/** Every database that is kept here. */
export function keptDatabases(): readonly Kept[] {
  return readdirSync(import.meta.dirname).flatMap((file) => {
    const [, database, schema] = NAME.exec(file) ?? [];
    if (database !== "sqlite" && database !== "postgres") return [];
    const packed = (name: string) => readFileSync(join(import.meta.dirname, name));
    const told = `${database}-${schema}.json.gz`;
    return [
      {
        database,
        schema: Number(schema),
        bytes: packed(file).length + packed(told).length,
        content: () => gunzipSync(packed(file)),
        expected: (): Expected => JSON.parse(gunzipSync(packed(told)).toString()),
      },
    ];
  });
}

export function keep(
  database: "sqlite" | "postgres",
  schema: number,
  content: Uint8Array,
  expected: Expected,
): void {
  const name = join(import.meta.dirname, `${database}-${schema}`);
  const ending = database === "sqlite" ? "db" : "sql";
  writeFileSync(`${name}.${ending}.gz`, gzipSync(content, { level: 9 }));
  writeFileSync(`${name}.json.gz`, gzipSync(JSON.stringify(expected), { level: 9 }));
}

interface ReadStore {
  readonly incidents: { all(scope: Scope): AsyncIterable<Incident> };
  readonly originals: {
    all(scope: Scope): AsyncIterable<{ readonly incidentId: number; readonly original: Uint8Array }>;
  };
}

/** Reads everything through a store of any release. */
export async function readAll(store: ReadStore, tenantIds: readonly string[], groups: readonly string[]) {
  const expected: Record<string, Expected[string]> = {};
  for (const tenantId of tenantIds) {
    const operator: Scope = {
      tenantId,
      caller: { kind: "operator", name: "test" },
      exposure: { kind: "everything" },
    };
    const originals: Record<number, string> = {};
    for await (const { incidentId, original } of store.originals.all(operator))
      originals[incidentId] = new TextDecoder().decode(original);
    const visible: Record<string, readonly Incident[]> = {};
    for (const group of groups) {
      const exposure: Exposure = { kind: "limited", deviceGroups: new Set([group]), serviceSources: "all" };
      visible[group] = await collected(store.incidents.all({ ...operator, exposure }));
    }
    expected[tenantId] = { incidents: await collected(store.incidents.all(operator)), originals, visible };
  }
  return expected;
}

async function collected<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
