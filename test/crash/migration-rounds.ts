import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { systemClock } from "../../src/cli/context.ts";
import { migrations } from "../../src/store/migrations/migrations.ts";
import { openSqliteStore } from "../../src/store/sqlite/store.ts";
import { NORTHWIND, operatorOf } from "../fixtures/scopes.ts";
import { dumpStore, type StoreDump } from "../fixtures/store-dump.ts";
import { chanceOf } from "./chance.ts";
import { withDatabase } from "./documents.ts";
import { writeFirstSchema } from "./first-schema.ts";
import type { Round } from "./round.ts";
import { listening, runServer } from "./running.ts";
import { configText } from "./tenants.ts";
import { type Course, killOnCourse, largestWal } from "./wal-kill.ts";

/** A database of the first schema whose upgrade is killed, and opened again until it is complete. */
export class MigrationRounds {
  readonly #root: string;
  readonly #seed: string;
  readonly #incidents: number;
  readonly #killsMax: number;
  #reference: { readonly dump: StoreDump; readonly course: Course } | undefined;
  #rounds = 0;

  /** `root` is an empty folder of its own; each round kills up to `killsMax` times before it lets go on. */
  constructor(root: string, seed: string, incidents: number, killsMax: number) {
    this.#root = root;
    this.#seed = seed;
    this.#incidents = incidents;
    this.#killsMax = killsMax;
  }

  async round(): Promise<Round> {
    const chance = chanceOf(`${this.#seed}, migration ${++this.#rounds}`);
    this.#reference ??= await this.#upgradeUndisturbed();
    const reference = this.#reference;
    const folder = join(this.#root, `migrated-${this.#rounds}`);
    cpSync(this.#template, folder, { recursive: true });
    const before = comparable(dumpStore(this.#template));
    const problems: string[] = [];
    const killed: string[] = [];
    for (let kills = chance.whole(1, this.#killsMax); kills > 0; kills--) {
      await killOnCourse(runServer(folder, this.#config), folder, reference.course, chance);
      const { schema, dump } = this.#readCopy(folder);
      killed.push(`schema ${schema}`);
      const isOld = schema === 1;
      if (isOld && !isDeepStrictEqual(dump, before)) problems.push("a step was left half done");
      if (!isOld && Object.hasOwn(dump, "incident_exposure")) problems.push("a step was told and not done");
    }
    problems.push(...(await this.#problemsOfCompletion(folder, reference.dump)));
    if (problems.length === 0) rmSync(folder, { recursive: true });
    return { told: `upgrade killed at ${killed.join(", then at ")}`, problems };
  }

  async #problemsOfCompletion(folder: string, reference: StoreDump): Promise<readonly string[]> {
    await this.#serveOnce(folder);
    const { schema, dump } = this.#readCopy(folder);
    const store = openSqliteStore({ folder, renderers: [], clock: systemClock, role: "server" });
    try {
      const broken = await store.changes.verify(operatorOf(NORTHWIND));
      return [
        ...(await store.integrity()),
        ...broken.map(({ sequence, problem }) => `change ${sequence}: ${problem}`),
        ...(schema === migrations.length ? [] : [`the schema is ${schema}`]),
        ...(isDeepStrictEqual(dump, reference) ? [] : ["an upgrade that was killed gave something else"]),
      ];
    } finally {
      await store.close();
    }
  }

  async #upgradeUndisturbed(): Promise<{ readonly dump: StoreDump; readonly course: Course }> {
    writeFirstSchema(this.#template, this.#incidents);
    writeFileSync(this.#config, configText("first"));
    const folder = join(this.#root, "reference");
    cpSync(this.#template, folder, { recursive: true });
    const course = await this.#serveOnce(folder);
    return { dump: this.#readCopy(folder).dump, course };
  }

  /** Serves until it answers, and stops. */
  async #serveOnce(folder: string): Promise<Course> {
    const start = performance.now();
    const starting = listening(runServer(folder, this.#config));
    const largest = await largestWal(folder, starting);
    const server = await starting;
    const course = { ms: performance.now() - start, walBytes: largest };
    server.child.kill("SIGTERM");
    const code = await server.ended;
    if (code !== 0 || server.stderr() !== "")
      throw new Error(`the server stopped with ${code}: ${server.stderr()}`);
    return course;
  }

  get #template(): string {
    return join(this.#root, "template");
  }

  get #config(): string {
    return join(this.#root, "config.yaml");
  }

  /** Read on a copy, because the server is to be the first to open what the crash left. */
  #readCopy(folder: string): { readonly schema: number; readonly dump: StoreDump } {
    const copy = join(this.#root, "copy");
    mkdirSync(copy);
    try {
      cpSync(folder, copy, { recursive: true, filter: (name) => !name.endsWith("-shm") });
      const schema = withDatabase(copy, (database) =>
        Number(database.prepare("select max(number) as last from schema_migrations").get()?.last),
      );
      return { schema, dump: comparable(dumpStore(copy)) };
    } finally {
      rmSync(copy, { recursive: true });
    }
  }
}

/** A dump without the moments at which steps were applied. */
function comparable({ schema_migrations: _, ...dump }: StoreDump): StoreDump {
  return dump;
}
