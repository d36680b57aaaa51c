import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ImportRounds } from "./import-rounds.ts";
import { MigrationRounds } from "./migration-rounds.ts";
import type { Round } from "./round.ts";
import { ServedRounds } from "./served-rounds.ts";

/** After so many rounds a server gets a new folder: documents that grow for ever would make the rounds slow. */
const ROUNDS_OF_FOLDER = 12;
const IMPORTED_DOCUMENTS = 2_000;
const MIGRATED_INCIDENTS = 3_000;
const KILLS_MAX = 3;
const SEEDS = 1_000_000;

/**
 * `npm run crash [-- --rounds 200 --seconds 600 --seed 42]`: kills servers under load, imports and upgrades at random moments,
 * and checks after each that nothing acknowledged is lost and nothing is half written. The same seed makes the same choices,
 * though not the same moments. Ends with 1 at the first problem and leaves the folder to look at.
 */
const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "24" },
    seconds: { type: "string", default: "180" },
    seed: { type: "string", default: String(Math.floor(Math.random() * SEEDS)) },
  },
});
const [roundsMax, secondsMax] = [positive("rounds", values.rounds), positive("seconds", values.seconds)];
const root = mkdtempSync(join(tmpdir(), "tocsin-crash-"));
const folder = (name: string) => {
  mkdirSync(join(root, name));
  return join(root, name);
};
const print = (line: string) => void process.stdout.write(`${line}\n`);

const imports = new ImportRounds(folder("imports"), values.seed, IMPORTED_DOCUMENTS, KILLS_MAX);
const upgrades = new MigrationRounds(folder("upgrades"), values.seed, MIGRATED_INCIDENTS, KILLS_MAX);
let served: ServedRounds | undefined;
let servedRounds = 0;

print(`seed ${values.seed}, folder ${root}`);
const until = performance.now() + secondsMax * 1_000;
try {
  for (let number = 1; number <= roundsMax && performance.now() < until; number++) {
    const { told, problems } = await roundOf(number);
    print(`${number}  ${told}`);
    if (problems.length > 0) throw new Error(problems.join("\n"));
  }
  const problems = await served?.stop();
  if (problems && problems.length > 0) throw new Error(problems.join("\n"));
  rmSync(root, { recursive: true });
  print("nothing was lost, and nothing is half there");
} catch (error) {
  await served?.abandon();
  print(`${error instanceof Error ? error.message : String(error)}`);
  print(`seed ${values.seed}; the folder is left as it is: ${root}`);
  process.exitCode = 1;
}

/** Four rounds of a server, then an import, then an upgrade. */
async function roundOf(number: number): Promise<Round> {
  if (number % 6 === 5) return imports.round();
  if (number % 6 === 0) return upgrades.round();
  if (servedRounds % ROUNDS_OF_FOLDER === 0) {
    const problems = (await served?.stop()) ?? [];
    if (problems.length > 0) return { told: "server stopped", problems };
    served = new ServedRounds(folder(`served-${servedRounds}`), `${values.seed}.${servedRounds}`);
  }
  servedRounds++;
  return served?.round() ?? { told: "", problems: ["there is no server"] };
}

function positive(name: string, text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  process.stderr.write(`--${name} must be a positive number\n`);
  process.exit(2);
}
