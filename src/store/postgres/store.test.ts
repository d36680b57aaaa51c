import { after, before } from "node:test";
import { startPostgres, type TestPostgres } from "../../../test/fixtures/postgres.ts";
import { storeContract } from "../contract.suite.ts";
import { openPostgresStore } from "./store.ts";

let postgres: TestPostgres;
before(async () => {
  postgres = await startPostgres();
});
after(() => postgres.stop());

storeContract(
  "PostgreSQL",
  async (options) => openPostgresStore({ ...options, url: await postgres.newDatabase() }),
  { runs: 100, incidents: 1_500 },
);
