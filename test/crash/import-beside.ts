import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { NORTHWIND } from "../fixtures/scopes.ts";
import { withDatabase } from "./documents.ts";
import { type Running, run } from "./running.ts";
import { wireDocuments } from "./wire-documents.ts";

/** More than one transaction of an import holds. */
const DOCUMENTS = 220;
const FIRST_NUMBER = 100_000;

/** An import that runs beside a server under load, and is killed with it unless it was faster. */
export class ImportBeside {
  readonly #running: Running;
  readonly #folder: string;
  readonly #first: number;

  constructor(folder: string, scratch: string, round: number) {
    this.#folder = folder;
    this.#first = FIRST_NUMBER + round * DOCUMENTS;
    const file = join(scratch, "beside.ndjson");
    writeFileSync(file, wireDocuments(this.#first, DOCUMENTS));
    this.#running = run(["import", file, "--data", folder, "--tenant", NORTHWIND, "--quiet"]);
  }

  kill(): Promise<void> {
    return this.#running.kill();
  }

  /** Whether it is whole is seen where all incidents are checked; here, that all of it is in when it said so. */
  async problems(): Promise<readonly string[]> {
    const code = await this.#running.ended;
    if (code === null) return [];
    if (code !== 0) return [`the import beside the server ended with ${code}: ${this.#running.stderr()}`];
    const last = this.#first + DOCUMENTS - 1;
    const there = withDatabase(this.#folder, (database) =>
      database
        .prepare(
          "select count(*) as there from incidents where tenant_id = ? and incident_id between ? and ?",
        )
        .get(NORTHWIND, this.#first, last),
    );
    return there?.there === DOCUMENTS
      ? []
      : [`of a completed import ${String(there?.there)} incidents are in`];
  }
}
