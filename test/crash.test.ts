import assert from "node:assert/strict";
import { after, describe, type TestContext, test } from "node:test";
import { ImportRounds } from "./crash/import-rounds.ts";
import { MigrationRounds } from "./crash/migration-rounds.ts";
import { ServedRounds } from "./crash/served-rounds.ts";
import { temporaryFolder } from "./fixtures/tocsin.ts";

/** Kills at random moments (issue 4, line 6), a few of them; `npm run crash` does as many as are asked for. */

const SEEDS = 1_000_000;
const seed = process.env.TOCSIN_CRASH_SEED ?? String(Math.floor(Math.random() * SEEDS));

const SERVED_ROUNDS = { min: 2, max: 4, enoughAfterMs: 6_000 };
const IMPORTED_DOCUMENTS = 600;
const KILLS = 1;
const MIGRATED_INCIDENTS = 1_000;

const folders = ["served", "import", "upgrade"].map((name) => temporaryFolder(`crash-${name}`));
const [serving, importing, upgrading] = folders.map(({ path }) => path);
after(() => {
  for (const folder of folders) folder.remove();
});

function assertSound(
  context: TestContext,
  { told, problems }: { told: string; problems: readonly string[] },
) {
  context.diagnostic(`TOCSIN_CRASH_SEED=${seed}: ${told}`);
  assert.deepEqual(problems, [], `TOCSIN_CRASH_SEED=${seed}: ${told}`);
}

describe("a kill", { concurrency: true }, () => {
  test("of a server under load loses nothing it acknowledged, and leaves nothing half written", async (context) => {
    const rounds = new ServedRounds(serving ?? "", seed);
    const start = performance.now();
    try {
      for (let number = 1; number <= SERVED_ROUNDS.max; number++) {
        assertSound(context, await rounds.round());
        const isEnough = performance.now() - start > SERVED_ROUNDS.enoughAfterMs;
        if (number >= SERVED_ROUNDS.min && isEnough) break;
      }
      assert.deepEqual(await rounds.stop(), []);
    } finally {
      await rounds.abandon();
    }
  });

  test("of an import leaves whole incidents, and the same import completes it", async (context) => {
    const rounds = new ImportRounds(importing ?? "", seed, IMPORTED_DOCUMENTS, KILLS);
    assertSound(context, await rounds.round());
  });

  test("of an upgrade leaves the schema before or the one after, and the next start completes it", async (context) => {
    const rounds = new MigrationRounds(upgrading ?? "", seed, MIGRATED_INCIDENTS, KILLS);
    assertSound(context, await rounds.round());
  });
});
