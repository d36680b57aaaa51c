import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { systemClock } from "../../src/cli/context.ts";
import { openSqliteStore } from "../../src/store/sqlite/store.ts";
import { renderIncident, writeDefenderIncident } from "../../src/wire/defender/writer.ts";
import { alertOf, deviceOf, incidentOf } from "../fixtures/incidents.ts";
import { NORTHWIND, operatorOf } from "../fixtures/scopes.ts";
import { type DumpRow, dumpStore, type StoreDump } from "../fixtures/store-dump.ts";
import { chanceOf } from "./chance.ts";
import { run } from "./running.ts";
import { type Course, killOnCourse, largestWal } from "./wal-kill.ts";

const KILLS_MAX = 2;

export interface ImportRound {
  readonly told: string;
  readonly problems: readonly string[];
}

/** Imports of one file that are killed, each into a folder of its own, and run again until everything is in. */
export class ImportRounds {
  readonly #root: string;
  readonly #seed: string;
  readonly #documents: number;
  #reference: { readonly dump: StoreDump; readonly course: Course } | undefined;
  #rounds = 0;

  constructor(root: string, seed: string, documents: number) {
    this.#root = root;
    this.#seed = seed;
    this.#documents = documents;
  }

  async round(): Promise<ImportRound> {
    const name = `${this.#seed}, import ${++this.#rounds}`;
    const chance = chanceOf(name);
    this.#reference ??= await this.#import("reference");
    const reference = this.#reference;
    const folder = join(this.#root, `import-${this.#rounds}`);
    const problems: string[] = [];
    const killed: string[] = [];
    for (let kills = chance.whole(1, KILLS_MAX); kills > 0 && problems.length === 0; kills--) {
      await killOnCourse(run(this.#command(folder)), folder, reference.course, chance);
      const dump = this.#dumpOfCopy(folder);
      const there = dump.incidents?.length ?? 0;
      killed.push(`${there} of ${this.#documents} in`);
      if (!isDeepStrictEqual(dump, partOf(reference.dump, dump)))
        problems.push(`after a kill with ${there} incidents in, some of them are not whole`);
    }
    problems.push(...(await this.#problemsOfCompletion(folder, reference.dump)));
    if (problems.length === 0) rmSync(folder, { recursive: true });
    return { told: `import killed with ${killed.join(", then with ")}`, problems };
  }

  async #problemsOfCompletion(folder: string, reference: StoreDump): Promise<readonly string[]> {
    const completing = run(this.#command(folder));
    const code = await completing.ended;
    if (code !== 0) return [`the import that was run again ended with ${code}: ${completing.stderr()}`];
    const store = openSqliteStore({ folder, renderers: [], clock: systemClock, role: "server" });
    try {
      const broken = await store.changes.verify(operatorOf(NORTHWIND));
      const same = isDeepStrictEqual(comparable(dumpStore(folder)), reference);
      return [
        ...(await store.integrity()),
        ...broken.map(({ sequence, problem }) => `change ${sequence}: ${problem}`),
        ...(same ? [] : ["the import that was killed and run again brought something else in"]),
      ];
    } finally {
      await store.close();
    }
  }

  async #import(name: string): Promise<{ readonly dump: StoreDump; readonly course: Course }> {
    writeFileSync(this.#file, documents(this.#documents).join("\n"));
    const folder = join(this.#root, name);
    const start = performance.now();
    const importing = run(this.#command(folder));
    const code = await importing.ended;
    const ms = performance.now() - start;
    if (code !== 0)
      throw new Error(`an import that nobody disturbed ended with ${code}: ${importing.stderr()}`);
    return { dump: comparable(dumpStore(folder)), course };
  }

  get #file(): string {
    return join(this.#root, "documents.ndjson");
  }

  #command(folder: string): readonly string[] {
    return ["import", this.#file, "--data", folder, "--tenant", NORTHWIND, "--quiet"];
  }

  /** Read on a copy, because the next import is to be the first to open what the crash left. */
  #dumpOfCopy(folder: string): StoreDump {
    const copy = join(this.#root, "copy");
    mkdirSync(copy);
    try {
      for (const file of ["tocsin.db", "tocsin.db-wal"])
        if (existsSync(join(folder, file))) cpSync(join(folder, file), join(copy, file));
      return comparable(dumpStore(copy));
    } finally {
      rmSync(copy, { recursive: true });
    }
  }
}

function documents(count: number): readonly string[] {
  const links = {
    tenantId: NORTHWIND,
    apiBase: "https://api.security.microsoft.com",
    portalBase: "https://security.microsoft.com",
  };
  return Array.from({ length: count }, (_, at) => {
    const incidentId = at + 1;
    const device = deviceOf({ mdeDeviceId: `device-${incidentId}` });
    const alerts = ["a", "b"].map((each) =>
      alertOf({ alertId: `da${incidentId}-${each}`, evidence: each === "a" ? [device] : [] }),
    );
    return writeDefenderIncident(renderIncident(incidentOf({ incidentId, alerts })), links);
  });
}

/** A dump without what differs from run to run: the moments of changes, and the hashes that they go into. */
function comparable({ schema_migrations: _, changes = [], ...dump }: StoreDump): StoreDump {
  return { ...dump, changes: changes.map(({ at: __, hash: ___, ...row }) => row) };
}

/** The rows of a dump that are about the incidents that another one has. */
function partOf(whole: StoreDump, part: StoreDump): StoreDump {
  const there = new Set(part.incidents?.map(incidentIdOf));
  const tables = Object.keys(part).map((table) => [
    table,
    (whole[table] ?? []).filter((row) => there.has(incidentIdOf(row))),
  ]);
  return Object.fromEntries(tables);
}

/** Every id that a document has holds the number of its incident. */
function incidentIdOf({ incident_id, alert_id, device_id }: DumpRow): number {
  return Number(/\d+/.exec(String(incident_id ?? alert_id ?? device_id))?.[0]);
}
