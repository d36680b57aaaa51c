import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { parseConfig } from "../src/server/config/config.ts";
import { alertOf, deviceOf, incidentOf, time } from "./fixtures/incidents.ts";
import { FABRIKAM, NORTHWIND } from "./fixtures/scopes.ts";
import { startServer, type TestServer } from "./fixtures/server.ts";

const CONFIG = `
quotas: "off"
tenants:
  - id: ${NORTHWIND}
    name: Northwind
    userGroups:
      - { name: SOC, members: [ana.ruiz@northwind.example] }
      - { name: Helpdesk, members: [jonas.weber@northwind.example] }
    roles: [{ name: Readers, permissions: ["View data"], userGroups: [SOC, Helpdesk] }]
    deviceGroups:
      - { name: Servers, rank: 1, match: { names: ["srv-*"] }, userGroups: [SOC] }
      - { name: Laptops, rank: 2, match: { names: ["lt-*"] }, userGroups: [SOC, Helpdesk] }
    ungroupedDevices: { userGroups: [SOC] }
  - { id: ${FABRIKAM}, name: Fabrikam }
`;
const COUNT = 250;

/** Incident n was updated in minute n / 2, so that two share each instant; every third is about a laptop. */
const incidents = Array.from({ length: COUNT }, (_, index) => {
  const id = index + 1;
  const minute = Math.floor(index / 2);
  const name = index % 3 === 0 ? "lt-1" : "srv-1";
  return incidentOf({
    incidentId: id,
    createdDateTime: time(`2026-03-0${1 + (index % 5)}T00:00:00Z`),
    lastUpdateDateTime: time(
      `2026-04-01T${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}:00.5Z`,
    ),
    status: id === 250 ? "redirected" : id % 10 === 0 ? "resolved" : "active",
    redirectIncidentId: id === 250 ? 1 : null,
    assignedTo: id % 50 === 0 ? "o'brien@northwind.example" : null,
    alerts:
      id === 250
        ? []
        : [
            alertOf({
              alertId: `da-${id}`,
              evidence: [deviceOf({ mdeDeviceId: name, deviceDnsName: `${name}.northwind.example` })],
            }),
          ],
  });
});

const byUpdate = (a: number, b: number) => Math.ceil(b / 2) - Math.ceil(a / 2) || a - b;
const allIds = incidents.map(({ incidentId }) => incidentId).toSorted(byUpdate);
const isLaptop = (id: number) => (id === 250 ? true : (id - 1) % 3 === 0);

let server: TestServer;
let token: string;
before(async () => {
  server = await startServer(parseConfig(CONFIG, "list.yaml"), {
    [NORTHWIND]: incidents,
    [FABRIKAM]: [incidentOf({ incidentId: 7, displayName: "theirs" })],
  });
  token = await server.applicationToken(NORTHWIND);
});
after(() => server.stop());

async function list(query: string, as = token) {
  const answer = await server.ask(`/api/incidents${query}`, { token: as });
  assert.equal(answer.status, 200, answer.body);
  const page = JSON.parse(answer.body);
  const ids: number[] = page.value.map((incident: { incidentId: number }) => incident.incidentId);
  return { ids, page, answer, next: page["@odata.nextLink"] };
}

const encoded = (filter: string) => `?$filter=${encodeURIComponent(filter)}`;

describe("GET /api/incidents", () => {
  test("answers a hundred, the latest change first and ties by number, with the link to the next page last", async () => {
    const { ids, page, answer } = await list("");
    assert.deepEqual(Object.keys(page), ["@odata.context", "value", "@odata.nextLink"]);
    assert.equal(page["@odata.context"], `${server.origin}/api/$metadata#Incidents`);
    assert.equal(page["@odata.nextLink"], `${server.origin}/api/incidents/?$skip=100`);
    assert.deepEqual(ids, allIds.slice(0, 100));
    assert.equal(
      answer.headers["content-type"],
      "application/json; odata.metadata=minimal; odata.streaming=true; charset=utf-8",
    );
    assert.equal(answer.headers["odata-version"], "4.0");
    const single = JSON.parse((await server.ask(`/api/incidents/${ids[5]}`, { token })).body);
    const { "@odata.context": _, ...members } = single;
    assert.equal(JSON.stringify(page.value[5]), JSON.stringify(members));
  });

  test("its links lead through everything once, on the host that was asked, and end", async () => {
    const seen: number[] = [];
    let link: string | undefined = "https://api.security.microsoft.com/api/incidents";
    while (link !== undefined) {
      const url: URL = new URL(link);
      assert.equal(url.origin, "https://api.security.microsoft.com");
      const answer = await server.ask(url.pathname + url.search, { token, headers: { Host: url.host } });
      const page = JSON.parse(answer.body);
      seen.push(...page.value.map((incident: { incidentId: number }) => incident.incidentId));
      link = page["@odata.nextLink"];
    }
    assert.deepEqual(seen, allIds);
  });

  test("a link carries the whole query, encoded as it came or safely", async () => {
    const { next } = await list(
      "?%24filter=status+eq+%27Active%27+and+createdTime+ge+2026-01-01T00:00:00Z&x=1&$skip=20",
    );
    assert.equal(
      next,
      `${server.origin}/api/incidents/?%24filter=status+eq+%27Active%27+and+createdTime+ge+2026-01-01T00:00:00Z&x=1&$skip=120`,
    );
    const raw = await list("?$filter=status%20eq%20'Active'");
    assert.ok(raw.next.endsWith("/api/incidents/?$filter=status%20eq%20%27Active%27&$skip=100"), raw.next);
  });

  test("merged incidents are in the list, with where they went and no alerts", async () => {
    const { page } = await list(encoded("status eq 'Redirected'"));
    assert.deepEqual(
      page.value.map((it: Record<string, unknown>) => [it.incidentId, it.redirectIncidentId, it.alerts]),
      [[250, 1, []]],
    );
  });

  const tops = [
    ["?$top=0", 0],
    ["?$top=7", 7],
    ["?$top=100", 100],
    ["?$top=100&$skip=200", 50],
    ["?$skip=250", 0],
    ["?$top=1&$skip=9007199254740991", 0],
  ] as const;
  for (const [query, count] of tops) {
    test(`${query} gives ${count}, and no link`, async () => {
      const { ids, page } = await list(query);
      assert.equal(ids.length, count);
      assert.equal("@odata.nextLink" in page, false);
    });
  }

  test("a page that ends exactly at the end has no link", async () => {
    assert.equal("@odata.nextLink" in (await list("?$skip=150")).page, false);
    assert.equal("@odata.nextLink" in (await list("?$skip=149")).page, true);
  });

  const ids = (keep: (id: number) => boolean) => allIds.filter(keep);
  const filters: readonly (readonly [string, readonly number[]])[] = [
    ["status eq 'Resolved'", ids((id) => id % 10 === 0 && id !== 250)],
    ["status in ('Redirected','Resolved')", ids((id) => id % 10 === 0)],
    ["not (status eq 'Active') and assignedTo eq null", ids((id) => id % 10 === 0 && id % 50 !== 0)],
    ["assignedTo eq 'o''brien@northwind.example'", ids((id) => id % 50 === 0)],
    ["assignedTo eq 'O''Brien@northwind.example'", []],
    ["assignedTo ne null", ids((id) => id % 50 === 0)],
    ["createdTime eq 2026-03-05T00:00:00Z", ids((id) => id % 5 === 0)],
    ["createdTime gt 2026-03-04T23:59:59.9999999Z", ids((id) => id % 5 === 0)],
    ["createdTime ge 2026-03-05T01:00:00.0000000+01:00", ids((id) => id % 5 === 0)],
    ["lastUpdateTime gt 2026-04-01T02:03:00.5Z", [249, 250]],
    ["lastUpdateTime ge 2026-04-01T02:03:00.5Z", [249, 250, 247, 248]],
    ["lastUpdateTime ge 2026-04-01T02:03:00.5000001Z", [249, 250]],
    ["lastUpdateTime le 2026-04-01T00:00:00.5Z or status eq 'Redirected'", [250, 1, 2]],
    [
      "(lastUpdateTime lt 2026-04-01T00:02:00Z) and (status eq 'Active' or status eq 'Resolved')",
      [3, 4, 1, 2],
    ],
  ];
  for (const [filter, expected] of filters) {
    test(`finds ${filter}`, async () => assert.deepEqual((await list(encoded(filter))).ids, expected));
  }

  test("$orderby on the two times is taken, as a live client sends it", async () => {
    const ascending = await list("?$orderby=lastUpdateTime%20asc&$top=5");
    assert.deepEqual(ascending.ids, [1, 2, 3, 4, 5]);
    const created = await list("?$orderby=createdTime%20desc&$top=3");
    assert.deepEqual(created.ids, [5, 10, 15]);
  });

  const refusals = [
    ["?$top=101", "BadRequest", /^The query specified in the URI is not valid\. The limit of '100' for Top/],
    ["?$top=-1", "ODataError", /Top/i],
    ["?$skip=x", "ODataError", /Skip/i],
    ["?$filter=severity%20eq%20'High'", "ODataError", /severity/],
    ["?$filter=contains(assignedTo,'a')", "ODataError", /contains/],
    ["?$filter=status%20eq%20'active'", "ODataError", /active/],
    ["?$filter=createdTime%20ge%20'2026-01-01'", "ODataError", /incompatible|type/i],
    ["?$filter=status%20eq", "ODataError", /position 9/],
    ["?$filter=assignedTo%20eq%20'o'brien'", "ODataError", /position/],
    ["?$filter=nosuch%20eq%201", "ODataError", /nosuch/],
    ["?$filter=", "ODataError", /position 0/],
    ["?$orderby=severity", "ODataError", /severity/],
    ["?$select=incidentId", "ODataError", /Query option 'Select' is not allowed/],
    ["?$count=true", "ODataError", /Query option 'Count' is not allowed/],
    ["?$expand=alerts", "ODataError", /Query option 'Expand' is not allowed/],
    ["?$search=x", "ODataError", /Query option 'Search' is not allowed/],
    ["?$bogus=1", "ODataError", /\$bogus/],
    ["?$top=1&$TOP=2", "ODataError", /more than once/],
    ["?$filter=%ff", "ODataError", /percent-encoding/],
    [
      `?$filter=${"(".repeat(200)}status eq 'Active'${")".repeat(200)}`.replaceAll(" ", "+"),
      "ODataError",
      /deep|depth|nest/i,
    ],
  ] as const;
  for (const [query, code, message] of refusals) {
    test(`refuses ${query.slice(0, 60)} with ${code}`, async () => {
      const answer = await server.ask(`/api/incidents${query}`, { token });
      assert.equal(answer.status, 400, answer.body);
      const { error } = JSON.parse(answer.body);
      assert.equal(error.code, code);
      assert.match(error.message, /^The query specified in the URI is not valid\. (?!The query specified)/);
      assert.match(error.message, message);
      assert.equal(answer.headers["content-type"], "application/json; charset=utf-8");
    });
  }

  test("another tenant has its own list", async () => {
    const { page } = await list("", await server.applicationToken(FABRIKAM));
    assert.deepEqual(
      page.value.map((it: { incidentName: string }) => it.incidentName),
      ["theirs"],
    );
  });

  test("answers HEAD, and 405 with what it takes to any other verb", async () => {
    const head = await server.ask("/api/incidents", { method: "HEAD", token });
    assert.deepEqual([head.status, head.body], [200, ""]);
    const post = await server.ask("/api/incidents", { method: "POST", token });
    assert.deepEqual([post.status, post.headers.allow, post.body], [405, "GET, HEAD, OPTIONS", ""]);
  });

  test("needs the permission to read, in the vendor's words", async () => {
    const answer = await server.ask("/api/incidents", {
      token: await server.applicationToken(NORTHWIND, []),
    });
    assert.equal(answer.status, 403);
    assert.match(
      answer.body,
      /Missing application roles\. API required roles: Incident\.Read\.All,Incident\.ReadWrite\.All, application roles: \./,
    );
    assert.equal((await server.ask("/api/incidents")).status, 401);
  });
});

describe("a user with a limited view", () => {
  const jonas = {
    objectId: "00000000-0000-4000-8000-00000000000b",
    userPrincipalName: "jonas.weber@northwind.example",
  };
  const visible = allIds.filter(isLaptop);

  test("gets full pages of what is visible, linked to the end, and a merged one by its target", async () => {
    const own = await server.userToken(NORTHWIND, jonas);
    assert.deepEqual((await list("?$top=10", own)).ids, visible.slice(0, 10));
    assert.deepEqual((await list("?$top=10&$skip=80", own)).ids, visible.slice(80, 90));
    const { ids, page } = await list("", own);
    assert.deepEqual(ids, visible);
    assert.equal("@odata.nextLink" in page, false);
    assert.equal(ids.includes(250), true);
  });

  test("finds nothing hidden by any filter, and is told nothing by an error", async () => {
    const own = await server.userToken(NORTHWIND, jonas);
    assert.deepEqual((await list(encoded("lastUpdateTime eq 2026-04-01T00:00:00.5Z"), own)).ids, [1]);
    assert.deepEqual(
      (await list(encoded("assignedTo ne null"), own)).ids,
      visible.filter((id) => id % 50 === 0),
    );
    const [seen, unseen] = await Promise.all(
      [own, token].map((as) => server.ask("/api/incidents?$filter=severity%20eq%20'High'", { token: as })),
    );
    const messages = [seen, unseen].map((answer) => JSON.parse(answer?.body ?? "").error.message);
    assert.equal(messages[0], messages[1]);
  });

  test("who may view nothing is refused, not shown an empty list", async () => {
    const eva = {
      objectId: "00000000-0000-4000-8000-00000000000c",
      userPrincipalName: "eva.lind@northwind.example",
    };
    const answer = await server.ask("/api/incidents", { token: await server.userToken(NORTHWIND, eva) });
    assert.equal(answer.status, 403);
  });
});
