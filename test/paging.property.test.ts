import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import fc from "fast-check";
import type { Incident } from "../src/domain/incident/incident.ts";
import { parseConfig } from "../src/server/config/config.ts";
import { alertOf, deviceOf, incidentOf, time } from "./fixtures/incidents.ts";
import { operatorOf } from "./fixtures/scopes.ts";
import { startServer, type TestServer } from "./fixtures/server.ts";

/** Two ways in which clients walk through a list (contract/defender.md § 7), each as a model over the real server. */

const TENANTS = Array.from(
  { length: 400 },
  (_, index) => `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`,
);
const CONFIG = {
  quotas: "off",
  tenants: TENANTS.map((id) => ({
    id,
    name: id,
    userGroups: [{ name: "Helpdesk", members: ["jonas@northwind.example"] }, { name: "SOC" }],
    roles: [{ name: "Readers", permissions: ["View data"], userGroups: ["Helpdesk", "SOC"] }],
    deviceGroups: [{ name: "Servers", rank: 1, match: { names: ["srv-*"] }, userGroups: ["SOC"] }],
  })),
};

let server: TestServer;
let tenants = 0;
before(async () => {
  server = await startServer(parseConfig(JSON.stringify(CONFIG), "paging.json"));
});
after(() => server.stop());

interface Item {
  readonly incidentId: number;
  readonly lastUpdateTime: string;
}

/** Fewer share an instant than a page holds, or nobody could page by time at all. */
const TIES_MAX = 3;
const plan = fc.record({
  ties: fc.array(fc.integer({ min: 1, max: TIES_MAX }), { maxLength: 12 }),
  serverShare: fc.constantFrom(0, 2, 3),
  size: fc.integer({ min: TIES_MAX + 1, max: 7 }),
  limited: fc.boolean(),
});

function incidentsOf(ties: readonly number[], serverShare: number): readonly Incident[] {
  const instants = ties.flatMap((count, index) => Array.from({ length: count }, () => index));
  return instants.map((instant, index) => {
    const name = serverShare > 0 && index % serverShare === 0 ? "srv-1" : "lt-1";
    return incidentOf({
      // Numbers in another order than the times.
      incidentId: ((index * 17) % 1_009) + 1,
      lastUpdateDateTime: time(`2026-04-01T00:${String(instant).padStart(2, "0")}:00.0033333Z`),
      alerts: [
        alertOf({
          alertId: `da-${index}`,
          evidence: [deviceOf({ mdeDeviceId: name, deviceDnsName: `${name}.northwind.example` })],
        }),
      ],
    });
  });
}

async function world({
  ties,
  serverShare,
  limited,
}: {
  ties: readonly number[];
  serverShare: number;
  limited: boolean;
}) {
  const tenant = TENANTS[tenants++ % TENANTS.length] ?? "";
  const incidents = incidentsOf(ties, serverShare);
  await server.store.incidents.put(
    operatorOf(tenant),
    incidents.map((incident) => ({ incident })),
  );
  const writer = await server.applicationToken(tenant, ["Incident.ReadWrite.All"]);
  const person = { objectId: tenant, userPrincipalName: "jonas@northwind.example" };
  const token = limited ? await server.userToken(tenant, person) : writer;
  const visible = incidents.filter((_, index) => !limited || serverShare === 0 || index % serverShare !== 0);
  return { token, writer, ids: visible.map(({ incidentId }) => incidentId) };
}

async function page(
  token: string,
  options: Readonly<Record<string, string | number>>,
): Promise<readonly Item[]> {
  const query = Object.entries(options).map(([name, value]) => `$${name}=${encodeURIComponent(value)}`);
  const answer = await server.ask(`/api/incidents?${query.join("&")}`, { token });
  assert.equal(answer.status, 200, answer.body);
  return JSON.parse(answer.body).value;
}

/** Pages by `$skip` until one is short. `between` happens before each further request. */
async function bySkip(
  token: string,
  top: number,
  filter: Readonly<Record<string, string>> = {},
  between: () => Promise<void> = async () => undefined,
): Promise<readonly Item[]> {
  const all: Item[] = [];
  for (let skip = 0; ; skip += top) {
    const items = await page(token, { ...filter, top, skip });
    all.push(...items);
    if (items.length < top) return all;
    await between();
  }
}

/** Reads on by time, oldest first, from the last instant seen, and drops what it has. */
async function byTime(
  token: string,
  top: number,
  known: Map<number, string>,
  between: () => Promise<void> = async () => undefined,
): Promise<void> {
  let cursor = [...known.values()].toSorted(byInstant).at(-1) ?? "2000-01-01T00:00:00Z";
  for (;;) {
    const items = await page(token, {
      filter: `lastUpdateTime ge ${cursor}`,
      orderby: "lastUpdateTime asc",
      top,
    });
    const fresh = items.filter((item) => known.get(item.incidentId) !== item.lastUpdateTime);
    for (const item of fresh) known.set(item.incidentId, item.lastUpdateTime);
    if (fresh.length === 0) return;
    cursor = items.at(-1)?.lastUpdateTime ?? cursor;
    await between();
  }
}

/** Trimmed fractions do not sort as text. */
const byInstant = (a: string, b: string) => (time(a) < time(b) ? -1 : Number(time(a) > time(b)));

test("while nothing changes, paging by $skip and by time return every visible incident exactly once", async () => {
  await fc.assert(
    fc.asyncProperty(plan, async ({ size, ...rest }) => {
      const { token, ids } = await world(rest);
      const skipped = (await bySkip(token, size)).map(({ incidentId }) => incidentId);
      assert.equal(new Set(skipped).size, skipped.length, "none twice");
      assert.deepEqual(skipped.toSorted(), ids.toSorted());
      const known = new Map<number, string>();
      await byTime(token, size, known);
      assert.deepEqual([...known.keys()].toSorted(), ids.toSorted());
    }),
    { numRuns: 60 },
  );
});

test("while incidents are being updated, clients that ask with ge and drop what they have lose none", async () => {
  const chaos = fc.array(fc.nat(), { minLength: 1, maxLength: 25 });
  await fc.assert(
    fc.asyncProperty(plan, chaos, async ({ size, ...rest }, updates) => {
      const { token, writer, ids } = await world(rest);
      if (ids.length === 0) return;
      const open = [...updates];
      const update = async () => {
        const which = open.pop();
        if (which === undefined) return;
        const answer = await server.ask(`/api/incidents/${ids[which % ids.length]}`, {
          method: "PATCH",
          token: writer,
          headers: { "Content-Type": "application/json" },
          body: JSON.stringify({ comment: `update ${which}` }),
        });
        assert.equal(answer.status, 200, answer.body);
      };
      const byTimeKnown = new Map<number, string>();
      const bySkipKnown = new Map<number, string>();
      let since = "2000-01-01T00:00:00Z";
      const poll = async () => {
        await byTime(token, size, byTimeKnown, update);
        const items = await bySkip(token, size, { filter: `lastUpdateTime ge ${since}` }, update);
        // The first one is the newest there was when the walk began; what changed behind it is newer.
        since = items[0]?.lastUpdateTime ?? since;
        for (const { incidentId, lastUpdateTime } of items) bySkipKnown.set(incidentId, lastUpdateTime);
      };
      while (open.length > 0) {
        await poll();
        await update();
      }
      await poll();
      const now = new Map((await bySkip(token, 100)).map((item) => [item.incidentId, item.lastUpdateTime]));
      assert.deepEqual(new Map([...byTimeKnown].toSorted()), new Map([...now].toSorted()), "by time");
      assert.deepEqual(new Map([...bySkipKnown].toSorted()), new Map([...now].toSorted()), "by $skip");
    }),
    { numRuns: 40 },
  );
});
