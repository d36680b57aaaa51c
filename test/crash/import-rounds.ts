import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { systemClock } from "../../src/cli/context.ts";
import { openSqliteStore } from "../../src/store/sqlite/store.ts";
import { NORTHWIND, operatorOf } from "../fixtures/scopes.ts";
import { type DumpRow, dumpStore, type StoreDump } from "../fixtures/store-dump.ts";
import { chanceOf } from "./chance.ts";
import type { Round } from "./round.ts";
import { run } from "./running.ts";
import { type Course, killOnCourse, largestWal } from "./wal-kill.ts";
import { wireDocuments } from "./wire-documents.ts";

/** Imports of one file that are killed, each into a folder of its own, and run again until everything is in. */
export class ImportRounds {
  readonly #root: string;
  readonly #seed: string;
  readonly #documents: number;
  readonly #killsMax: number;
  #reference: { readonly dump: StoreDump; readonly course: Course } | undefined;
  #rounds = 0;

  /** `root` is an empty folder of its own; each round kills up to `killsMax` times before it lets go on. */
  constructor(root: string, seed: string, documents: number, killsMax: number) {
    this.#root = root;
    this.#seed = seed;
    this.#documents = documents;
    this.#killsMax = killsMax;
  }

  async round(): Promise<Round> {
    const name = `${this.#seed}, import ${++this.#rounds}`;
    const chance = chanceOf(name);
    this.#reference ??= await this.#import("reference");
    const reference = this.#reference;
    const folder = join(this.#root, `import-${this.#rounds}`);
    const problems: string[] = [];
    const killed: string[] = [];
    for (let kills = chance.whole(1, this.#killsMax); kills > 0 && problems.length === 0; kills--) {
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
    writeFileSync(this.#file, wireDocuments(1, this.#documents));
    const folder = join(this.#root, name);
    const start = performance.now();
    const importing = run(this.#command(folder));
    const largest = await largestWal(folder, importing.ended);
    const code = await importing.ended;
    const course = { ms: performance.now() - start, walBytes: largest };
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
      if (existsSync(folder))
        cpSync(folder, copy, { recursive: true, filter: (name) => !name.endsWith("-shm") });
      return comparable(dumpStore(copy));
    } finally {
      rmSync(copy, { recursive: true });
    }
  }
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
