import { existsSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { mulberry32 } from "../src/sample/random.ts";

/**
 * The reference of updates: SQLite by itself, one row of some 500 bytes changed per commit, each commit flushed. Arguments: a
 * file, seconds. Prints commits a second.
 */
const ROWS = 10_000;
const TEXT_LENGTH = 500;

const [file = "", seconds = "4"] = process.argv.slice(2);
const known = existsSync(file);
const database = new DatabaseSync(file);
database.exec("pragma journal_mode = WAL");
database.exec("pragma synchronous = FULL");
if (!known) fill();

const update = database.prepare("update rows set text = ? where id = ?");
const random = mulberry32(Date.now());
const start = performance.now();
const end = start + Number(seconds) * 1000;
let commits = 0;
while (performance.now() < end) {
  update.run(textOf(commits), 1 + Math.floor(random() * ROWS));
  commits++;
}
process.stdout.write(`${commits / ((performance.now() - start) / 1000)}\n`);
database.close();

function fill(): void {
  database.exec("create table rows (id integer primary key, text text not null) strict; begin");
  const insert = database.prepare("insert into rows values (?, ?)");
  for (let id = 1; id <= ROWS; id++) insert.run(id, textOf(id));
  database.exec("commit");
}

function textOf(number: number): string {
  return String(number).padStart(TEXT_LENGTH, "x");
}
