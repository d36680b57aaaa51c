import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { Client } from "pg";
import { type Store, StoreError, type StoreErrorCode } from "../src/store/contract.ts";
import { openPool, WRITES } from "../src/store/postgres/pool.ts";
import { DEFENDER_FORM } from "../src/wire/defender/writer.ts";
import { openStore } from "./cluster/cluster.ts";
import { type Forwarder, startForwarder } from "./fixtures/forwarder.ts";
import { incidentOf } from "./fixtures/incidents.ts";
import { startPostgres, type TestPostgres } from "./fixtures/postgres.ts";
import { operatorOf } from "./fixtures/scopes.ts";

/** What PostgreSQL does to a store that is well written, and to one that is not: issue 4, line 6. */

const READ_CONNECTIONS = 10;
const WRITE_CONNECTIONS = 6;

let postgres: TestPostgres;
let url: string;
let admin: Client;
before(async () => {
  postgres = await startPostgres();
  url = await postgres.newDatabase();
  admin = await connected(url);
});
after(async () => {
  await admin.end();
  await postgres.stop();
});

async function connected(to: string): Promise<Client> {
  const client = new Client({ connectionString: to });
  client.on("error", () => undefined);
  await client.connect();
  return client;
}

const OTHERS = "datname = current_database() and pid <> pg_backend_pid()";
const terminateAll = () =>
  admin.query(`select pg_terminate_backend(pid) from pg_stat_activity where ${OTHERS}`);

/** Connections of the program to the database, by what they do. */
async function sessions(): Promise<Readonly<Record<string, number>>> {
  const { rows } = await admin.query<{ state: string; count: number }>(
    `select state, count(*)::int as count from pg_stat_activity
     where ${OTHERS} and application_name = 'tocsin' group by state`,
  );
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
}

/** No connection is left in a transaction, and there are no more than the pools may have. */
async function assertNoLeak(): Promise<void> {
  for (let tries = 0; ; tries++) {
    const { idle = 0, ...others } = await sessions();
    if (Object.keys(others).length === 0) {
      assert.ok(idle <= READ_CONNECTIONS + WRITE_CONNECTIONS, `${idle} connections`);
      return;
    }
    if (tries === 100) assert.fail(`connections are left ${JSON.stringify(others)}`);
    await delay(20);
  }
}

function withOptions(options: Readonly<Record<string, string | number>>, of = url): string {
  const changed = new URL(of);
  for (const [name, value] of Object.entries(options)) changed.searchParams.set(name, String(value));
  return changed.href;
}

const code =
  (expected: StoreErrorCode, words: RegExp = /./) =>
  (error: unknown) => {
    assert.ok(error instanceof StoreError, String(error));
    assert.deepEqual([error.code, words.test(error.message)], [expected, true], error.message);
    return true;
  };

let tenants = 0;
/** A tenant with two incidents, new for each test. */
async function tenantIn(store: Store) {
  const scope = operatorOf(`failures-${++tenants}`);
  await store.incidents.put(
    scope,
    [1, 2].map((incidentId) => ({ incident: incidentOf({ incidentId }) })),
  );
  return scope;
}
type Tenant = Awaited<ReturnType<typeof tenantIn>>;

const remark = (store: Store, tenant: Tenant, comment: string, incidentId = 1) =>
  store.incidents.update(tenant, incidentId, { comment }, DEFENDER_FORM);

async function remarks(store: Store, tenant: Tenant, incidentId = 1): Promise<readonly string[]> {
  const { comments = [] } = (await store.incidents.get(tenant, incidentId)) ?? {};
  return comments.map(({ comment }) => comment);
}

async function opened(t: { after: (work: () => Promise<void>) => void }, to = url) {
  const store = await openStore(to);
  t.after(() => store.close());
  return { store, tenant: await tenantIn(store) };
}

describe("connections that are killed", () => {
  test("before a read are replaced, and nobody notices", async (t) => {
    const { store, tenant } = await opened(t);
    const read = () => store.incidents.rendition(tenant, 1, DEFENDER_FORM);
    for (let round = 0; round < 10; round++) {
      await Promise.all(Array.from({ length: READ_CONNECTIONS }, read));
      await terminateAll();
      const texts = await Promise.all(Array.from({ length: READ_CONNECTIONS }, read));
      assert.ok(texts.every((text) => text?.incidentId === 1));
    }
    await assertNoLeak();
  });

  test("while they read and write give a whole answer or one that says to try again", async (t) => {
    const { store, tenant } = await opened(t);
    const outcomes = new Map<string, "acknowledged" | "in doubt">();
    let refusedReads = 0;
    for (let round = 0; round < 15; round++) {
      const writes = Array.from({ length: 8 }, async (_, at) => {
        const comment = `round ${round}, write ${at}`;
        const written = remark(store, tenant, comment).then(() => "acknowledged" as const, inDoubt);
        outcomes.set(comment, await written);
      });
      const reads = Array.from({ length: 8 }, async () => {
        const incident = await store.incidents.get(tenant, 1).catch(inDoubt);
        if (incident === "in doubt") refusedReads++;
        else assert.equal(incident?.alerts.length, 1);
      });
      await delay(round * 2);
      await terminateAll();
      await Promise.all([...writes, ...reads]);
    }
    const kept = await remarks(store, tenant);
    assert.equal(new Set(kept).size, kept.length, "none is there twice");
    for (const [comment, outcome] of outcomes)
      if (outcome === "acknowledged") assert.ok(kept.includes(comment), comment);
    assert.ok(kept.every((comment) => outcomes.has(comment)));
    assert.ok([...outcomes.values()].includes("acknowledged"));
    t.diagnostic(
      `${[...outcomes.values()].filter((each) => each === "in doubt").length} of 120 writes in doubt, ${refusedReads} of 120 reads refused`,
    );
    assert.deepEqual(await store.changes.verify(tenant), []);
    await assertNoLeak();
  });

  function inDoubt(error: unknown): "in doubt" {
    code("busy")(error);
    return "in doubt";
  }

  test("while a walk stands between two pieces end that walk, and only it", async (t) => {
    const { store, tenant } = await opened(t);
    const many = Array.from({ length: 120 }, (_, at) => ({ incident: incidentOf({ incidentId: at + 1 }) }));
    await store.incidents.put(tenant, many);
    const walk = async () => {
      for await (const incident of store.incidents.all(tenant)) {
        if (incident.incidentId === 10) {
          await terminateAll();
          await delay(50);
        }
      }
    };
    await assert.rejects(walk(), code("busy"));
    assert.equal(await store.incidents.count(tenant), 120);
    await assertNoLeak();
  });

  test("because their transaction stood still end that walk, and only it", async (t) => {
    const { store, tenant } = await opened(t, withOptions({ idle_in_transaction_session_timeout: 150 }));
    const many = Array.from({ length: 60 }, (_, at) => ({ incident: incidentOf({ incidentId: at + 1 }) }));
    await store.incidents.put(tenant, many);
    const walk = async () => {
      for await (const incident of store.incidents.all(tenant))
        if (incident.incidentId === 10) await delay(400);
    };
    await assert.rejects(walk(), code("busy"));
    assert.deepEqual(await remarks(store, tenant), []);
  });

  test("walks that are left half-way give theirs back", async (t) => {
    const { store, tenant } = await opened(t);
    for (let round = 0; round < 3 * READ_CONNECTIONS; round++) {
      for await (const incident of store.incidents.all(tenant)) {
        assert.equal(incident.incidentId, 1);
        break;
      }
    }
    await assertNoLeak();
  });
});

describe("the answer to a statement that is lost", () => {
  let forwarder: Forwarder;
  let store: Store;
  let tenant: Tenant;
  before(async () => {
    forwarder = await startForwarder(url);
    store = await openStore(forwarder.through(url));
    tenant = await tenantIn(store);
  });
  after(async () => {
    await store.close();
    await forwarder.stop();
  });

  test("leaves a commit in doubt: the caller is told, and the program does nothing twice", async () => {
    const lost = forwarder.loseAnswerTo("commit\0");
    await assert.rejects(remark(store, tenant, "in doubt"), code("busy", /look whether it was made/));
    await lost;
    assert.deepEqual(await remarks(store, tenant), ["in doubt"]);
    await remark(store, tenant, "after");
    assert.deepEqual(await remarks(store, tenant), ["in doubt", "after"]);
    assert.deepEqual(await store.changes.verify(tenant), []);
  });

  for (const words of ["begin isolation level read committed\0", "savepoint job\0", "insert into changes"]) {
    test(`to ${words.replace("\0", "")} makes the write begin anew, and it is there once`, async () => {
      const before = await remarks(store, tenant);
      const lost = forwarder.loseAnswerTo(words);
      await remark(store, tenant, words);
      await lost;
      assert.deepEqual(await remarks(store, tenant), [...before, words]);
      assert.deepEqual(await store.changes.verify(tenant), []);
    });
  }

  test("to the beginning of a read makes it begin anew", async () => {
    const lost = forwarder.loseAnswerTo("begin isolation level repeatable read read only\0");
    assert.equal((await store.incidents.get(tenant, 2))?.incidentId, 2);
    await lost;
  });

  test("to a look-up, which is a single statement, makes it be asked again", async (t) => {
    // Another one, whose connections have not prepared the statement: its text is sent.
    const { store: fresh } = await opened(t, forwarder.through(url));
    const lost = forwarder.loseAnswerTo("from renditions where");
    const text = await fresh.incidents.rendition(tenant, 2, DEFENDER_FORM);
    await lost;
    assert.equal(text?.incidentId, 2);
  });

  test("to the end of a read costs nothing, for everything was read", async () => {
    const lost = forwarder.loseAnswerTo("rollback\0");
    assert.equal((await store.incidents.get(tenant, 2))?.incidentId, 2);
    await lost;
  });
});

describe("a database that says nothing any more", () => {
  test("is given up within a bound, and used again when it is back", async (t) => {
    const forwarder = await startForwarder(url);
    t.after(() => forwarder.stop());
    const { store, tenant } = await opened(t, withOptions({ query_timeout: 400 }, forwarder.through(url)));
    await remark(store, tenant, "before");
    forwarder.freeze();
    const start = performance.now();
    await Promise.all([
      assert.rejects(store.incidents.get(tenant, 1), code("busy", /in time/)),
      assert.rejects(remark(store, tenant, "meanwhile"), code("busy", /in time/)),
      assert.rejects(store.ping(), code("busy", /in time/)),
    ]);
    assert.ok(performance.now() - start < 8_000);
    forwarder.thaw();
    assert.deepEqual(await remarks(store, tenant), ["before"]);
    await remark(store, tenant, "after");
    assert.deepEqual(await remarks(store, tenant), ["before", "after"]);
  });
});

describe("another client that works in the same rows", () => {
  let other: Client;
  before(async () => {
    other = await connected(url);
  });
  after(() => other.end());
  const lockTenant = async ({ tenantId }: Tenant) => {
    await other.query("begin");
    await other.query("select 1 from tenant_locks where tenant_id = $1 for update", [tenantId]);
  };

  test("keeps a write waiting for a moment", async (t) => {
    const { store, tenant } = await opened(t);
    await lockTenant(tenant);
    const written = remark(store, tenant, "after the other");
    await delay(300);
    assert.deepEqual(await remarks(store, tenant), []);
    await other.query("commit");
    await written;
    assert.deepEqual(await remarks(store, tenant), ["after the other"]);
  });

  test("keeps it waiting for too long: it is refused, leaves nothing, and keeps nobody else from anything", async (t) => {
    const { store, tenant } = await opened(t, withOptions({ lock_timeout: 300 }));
    const neighbour = await tenantIn(store);
    await lockTenant(tenant);
    const refused = Promise.all(
      Array.from({ length: 100 }, (_, at) =>
        assert.rejects(remark(store, tenant, `refused ${at}`), code("busy", /stayed locked/)),
      ),
    );
    await remark(store, neighbour, "meanwhile");
    assert.deepEqual(await remarks(store, neighbour), ["meanwhile"]);
    const start = performance.now();
    await refused;
    assert.ok(performance.now() - start < 3_000, "those that waited together were refused together");
    await other.query("rollback");
    await remark(store, tenant, "later");
    assert.deepEqual(await remarks(store, tenant), ["later"]);
    await assertNoLeak();
  });

  test("locks more tenants than there are connections to write with, and all are read as before", async (t) => {
    const { store } = await opened(t, withOptions({ lock_timeout: 1_500 }));
    const locked: Tenant[] = [];
    for (let count = 0; count < 3 * WRITE_CONNECTIONS; count++) locked.push(await tenantIn(store));
    await other.query("begin");
    await other.query("select 1 from tenant_locks for update");
    const writes = Promise.allSettled(locked.map((tenant) => remark(store, tenant, "too late")));
    await delay(100);
    const start = performance.now();
    for (const tenant of locked) assert.deepEqual(await remarks(store, tenant), []);
    assert.ok(performance.now() - start < 1_200, "nobody waited for a lock");
    await other.query("rollback");
    await writes;
    await assertNoLeak();
  });

  test("and a write are each other's way: the write is the victim, and is done again", async (t) => {
    const { store, tenant } = await opened(t);
    await other.query("set deadlock_timeout = '60s'");
    await other.query("begin");
    const touch = (incidentId: number) =>
      other.query("update incidents set version = version where tenant_id = $1 and incident_id = $2", [
        tenant.tenantId,
        incidentId,
      ]);
    await touch(2);
    const anew = [1, 2].map((incidentId) => ({
      incident: incidentOf({ incidentId, displayName: "written together" }),
    }));
    const written = store.incidents.put(tenant, anew);
    await delay(200);
    await touch(1);
    await other.query("commit");
    assert.deepEqual(await written, ["updated", "updated"]);
    assert.equal((await store.incidents.get(tenant, 1))?.displayName, "written together");
    assert.deepEqual(await store.changes.verify(tenant), []);
  });

  test("works at another isolation by default, which writers do not", async (t) => {
    const database = new URL(url).pathname.slice(1);
    await admin.query(`alter database ${database} set default_transaction_isolation = 'repeatable read'`);
    t.after(async () => {
      await admin.query(`alter database ${database} reset default_transaction_isolation`);
    });
    const { store: first, tenant } = await opened(t);
    const second = await openStore(url);
    t.after(() => second.close());
    const comments = Array.from({ length: 40 }, (_, at) => `isolated ${at}`);
    for (let wave = 0; wave < comments.length; wave += 4) {
      const together = comments.slice(wave, wave + 4);
      await Promise.all(
        together.map((comment, at) => remark(at % 2 === 0 ? first : second, tenant, comment)),
      );
    }
    assert.deepEqual((await remarks(first, tenant)).toSorted(), comments.toSorted());
    assert.deepEqual(await second.changes.verify(tenant), []);
  });
});

/** Errors that a database raises of itself at its own times; here a trigger does at ours. */
describe("a write that meets", () => {
  interface Met {
    readonly state: string;
    readonly what: string;
    /** How often; a write is tried four times. */
    readonly times: number;
    readonly tries: number;
    readonly code?: StoreErrorCode;
  }
  const table: readonly Met[] = [
    { what: "a serialization failure", state: "40001", times: 3, tries: 4 },
    { what: "a deadlock", state: "40P01", times: 3, tries: 4 },
    { what: "serialization failures without end", state: "40001", times: 9, tries: 4, code: "busy" },
    { what: "a shutdown of the database", state: "57P01", times: 2, tries: 3 },
    { what: "a schema that was just changed", state: "26000", times: 1, tries: 2 },
    { what: "a database without memory", state: "53200", times: 9, tries: 1, code: "busy" },
    { what: "a full disk", state: "53100", times: 9, tries: 1, code: "full" },
    { what: "a cancelled statement", state: "57014", times: 9, tries: 1, code: "busy" },
    { what: "a locked row", state: "55P03", times: 9, tries: 1, code: "busy" },
    { what: "a broken file", state: "58030", times: 9, tries: 1, code: "corrupt" },
    { what: "a broken index", state: "XX002", times: 9, tries: 1, code: "corrupt" },
    { what: "a right that is missing", state: "42501", times: 9, tries: 1, code: "readonly" },
    { what: "a database that takes no writes", state: "25006", times: 9, tries: 4, code: "readonly" },
    { what: "a text that no index can hold", state: "54000", times: 9, tries: 1, code: "unknown" },
    { what: "something unforeseen", state: "22000", times: 9, tries: 1, code: "unknown" },
  ];
  let store: Store;
  before(async () => {
    store = await openStore(url);
    await admin.query(`
      create function fail_at_first() returns trigger language plpgsql as $$ begin
        if new.tenant_id = tg_argv[0] and nextval('failures') <= tg_argv[2]::int then
          raise exception 'raised by a test' using errcode = tg_argv[1];
        end if;
        return new;
      end $$`);
  });
  after(() => store.close());

  for (const { what, state, times, tries, code: expected } of table) {
    const outcome = expected ? `is refused as ${expected} after ${tries}` : `succeeds at attempt ${tries}`;
    test(`${what} ${outcome}, and leaves nothing half`, async (t) => {
      const tenant = await tenantIn(store);
      await admin.query("create sequence failures");
      await admin.query(
        `create trigger failing before insert on changes for each row
         execute function fail_at_first('${tenant.tenantId}', '${state}', '${times}')`,
      );
      t.after(() =>
        admin.query("drop trigger if exists failing on changes; drop sequence if exists failures"),
      );
      const written = remark(store, tenant, what);
      if (expected) await assert.rejects(written, code(expected));
      else await written;
      const { rows } = await admin.query<{ last: string }>("select last_value as last from failures");
      assert.equal(Number(rows[0]?.last), tries);
      assert.deepEqual(await remarks(store, tenant), expected ? [] : [what]);
      await admin.query("drop trigger failing on changes; drop sequence failures");
      await remark(store, tenant, "and on");
      assert.deepEqual(await remarks(store, tenant), [...(expected ? [] : [what]), "and on"]);
      assert.deepEqual(await store.changes.verify(tenant), []);
      await assertNoLeak();
    });
  }

  test("a failure of its own takes none of those along that share its transaction", async (t) => {
    const tenant = await tenantIn(store);
    await admin.query(`
      create function refuse_two() returns trigger language plpgsql as $$ begin
        if new.tenant_id = tg_argv[0] and new.incident_id = 2 then
          raise exception 'raised by a test' using errcode = '53100';
        end if;
        return new;
      end $$`);
    await admin.query(
      `create trigger failing before insert on changes for each row execute function refuse_two('${tenant.tenantId}')`,
    );
    t.after(() => admin.query("drop trigger failing on changes; drop function refuse_two"));
    const writes = Array.from({ length: 20 }, (_, at) => remark(store, tenant, `shared ${at}`, 1 + (at % 2)));
    const settled = await Promise.allSettled(writes);
    assert.deepEqual(
      settled.map(({ status }) => status),
      writes.map((_, at) => (at % 2 === 0 ? "fulfilled" : "rejected")),
    );
    assert.equal((await remarks(store, tenant, 1)).length, 10);
    assert.equal((await remarks(store, tenant, 2)).length, 0);
  });
});

describe("statements that take too long", () => {
  test("are stopped, once, and their connection goes on", async (t) => {
    const { store, tenant } = await opened(t, withOptions({ statement_timeout: 300 }));
    const other = await connected(url);
    t.after(() => other.end());
    await other.query("begin; lock table incidents in access exclusive mode");
    const start = performance.now();
    await Promise.all([
      assert.rejects(store.incidents.get(tenant, 1), code("busy", /took too long/)),
      assert.rejects(remark(store, tenant, "too slow"), code("busy", /took too long/)),
    ]);
    assert.ok(performance.now() - start < 2_000);
    await other.query("rollback");
    assert.deepEqual(await remarks(store, tenant), []);
    await remark(store, tenant, "in time");
    assert.deepEqual(await remarks(store, tenant), ["in time"]);
    await assertNoLeak();
  });
});

describe("connections that are all in use", () => {
  test("keep a read waiting until one is free, and a write not at all", async (t) => {
    const { store, tenant } = await opened(t);
    const walks = Array.from({ length: READ_CONNECTIONS }, () =>
      store.incidents.all(tenant)[Symbol.asyncIterator](),
    );
    for (const walk of walks) await walk.next();
    await remark(store, tenant, "meanwhile");
    const read = remarks(store, tenant);
    await delay(200);
    assert.equal(await Promise.race([read, Promise.resolve("waiting")]), "waiting");
    await walks[0]?.return?.();
    assert.deepEqual(await read, ["meanwhile"]);
    const again = store.incidents.all(tenant)[Symbol.asyncIterator]();
    await again.next();
    await assert.rejects(remarks(store, tenant), code("busy", /in time/));
    for (const walk of [...walks, again]) await walk.return?.();
    assert.deepEqual(await remarks(store, tenant), ["meanwhile"]);
    await assertNoLeak();
  });

  test("of the database too: who gets none is told to try again, and nothing is lost", async (t) => {
    await admin.query("create role few login connection limit 3");
    await admin.query("grant all on schema public to few");
    const own = await postgres.newDatabase();
    await admin.query(`alter database ${new URL(own).pathname.slice(1)} owner to few`);
    const asFew = new URL(own);
    asFew.username = "few";
    const { store, tenant } = await opened(t, asFew.href);
    const settled = await Promise.allSettled([
      ...Array.from({ length: 20 }, () => store.incidents.get(tenant, 1)),
      ...Array.from({ length: 20 }, (_, at) => remark(store, tenant, `few ${at}`)),
    ]);
    for (const each of settled) if (each.status === "rejected") code("busy", /no room/)(each.reason);
    const written = settled
      .slice(20)
      .flatMap(({ status }, at) => (status === "fulfilled" ? [`few ${at}`] : []));
    assert.deepEqual((await remarks(store, tenant)).toSorted(), written.toSorted());
    assert.deepEqual(await store.changes.verify(tenant), []);
  });
});

describe("a connection", () => {
  const database = () => new URL(url).pathname.slice(1);

  for (const [set, used] of [
    ["off", "on"],
    ["local", "local"],
    ["remote_apply", "remote_apply"],
  ] as const) {
    test(`commits as ${used} where the database says ${set}: what is acknowledged is on disk`, async (t) => {
      await admin.query(`alter database ${database()} set synchronous_commit = ${set}`);
      const pool = openPool(url, WRITES);
      t.after(async () => {
        await pool.end();
        await admin.query(`alter database ${database()} reset synchronous_commit`);
      });
      const { rows } = await pool.query("show synchronous_commit");
      assert.deepEqual(rows, [{ synchronous_commit: used }]);
    });
  }

  test("whose statements were prepared for an older schema is replaced", async (t) => {
    const own = await postgres.newDatabase();
    const { store, tenant } = await opened(t, own);
    const read = () => store.incidents.rendition(tenant, 1, DEFENDER_FORM);
    const before = await read();
    const upgrade = await connected(own);
    t.after(() => upgrade.end());
    await upgrade.query("alter table renditions alter column text type varchar");
    assert.deepEqual(await read(), before);
    await remark(store, tenant, "after the upgrade");
    assert.deepEqual(await remarks(store, tenant), ["after the upgrade"]);
  });
});

describe("a database that is set read-only", () => {
  const database = () => new URL(url).pathname.slice(1);
  const setReadOnly = (how: "on" | "off") =>
    admin.query(`alter database ${database()} set default_transaction_read_only = ${how}`);

  test("is read, refuses writes in plain words, and takes them again without a restart", async (t) => {
    const { store, tenant } = await opened(t);
    await setReadOnly("on");
    t.after(() => admin.query(`alter database ${database()} reset default_transaction_read_only`));
    await terminateAll();
    await assert.rejects(remark(store, tenant, "refused"), code("readonly", /takes no writes/));
    await assert.rejects(openStore(url), code("readonly", /takes no writes/));
    assert.deepEqual(await remarks(store, tenant), []);
    await setReadOnly("off");
    await remark(store, tenant, "taken");
    assert.deepEqual(await remarks(store, tenant), ["taken"]);
  });
});

describe("a database that cannot be opened", () => {
  const SECRET = "hunter2-the-secret";
  const changed = (change: Partial<URL>) => () =>
    Object.assign(new URL(url), { password: SECRET, ...change }).href;
  const table: readonly (readonly [string, () => string, StoreErrorCode, RegExp])[] = [
    ["where nobody listens", changed({ port: "1" }), "busy", /cannot be reached/],
    ["on a host that does not exist", changed({ hostname: "nowhere.invalid" }), "busy", /cannot be reached/],
    ["that is not there", changed({ pathname: "/absent" }), "readonly", /no such database/],
    ["as a user who does not exist", changed({ username: "nobody-here" }), "readonly", /user or password/],
    ["over TLS that it does not speak", changed({ search: "?sslmode=verify-full" }), "readonly", /SSL/],
    ["by a URL that is none", () => `postgres://tocsin:${SECRET}@[/x`, "readonly", /cannot be used/],
    [
      "with a password that is no text",
      () => `postgres://tocsin:${SECRET}%E0%A4%A@127.0.0.1:1/x`,
      "busy",
      /cannot be reached/,
    ],
  ];
  for (const [what, to, expected, words] of table) {
    test(`${what} is told in plain words, without the password`, async () => {
      await assert.rejects(openStore(to()), (error) => {
        code(expected, words)(error);
        for (let each: unknown = error; each instanceof Error; each = each.cause) {
          const told = [each.message, each.stack, JSON.stringify(each, Object.getOwnPropertyNames(each))];
          assert.equal(told.join().includes(SECRET), false, String(each));
        }
        return true;
      });
    });
  }

  test("after it was closed says so", async () => {
    const store = await openStore(url);
    const tenant = await tenantIn(store);
    await store.close();
    await store.close();
    await assert.rejects(store.incidents.get(tenant, 1), code("closed", /closed/));
    await assert.rejects(remark(store, tenant, "late"), code("closed", /closed/));
  });
});
