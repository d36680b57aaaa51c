import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import type { Incident } from "../src/domain/incident/incident.ts";
import { parseConfig } from "../src/server/config/config.ts";
import type { Answer } from "./fixtures/ask.ts";
import { alertOf, incidentOf, time } from "./fixtures/incidents.ts";
import { FABRIKAM, NORTHWIND, operatorOf } from "./fixtures/scopes.ts";
import { startServer, type TestServer } from "./fixtures/server.ts";

/** What clients of the legacy API send (contract/clients.md § 4), byte for byte, and exactly what they get of known incidents. */

const CONFIG = `{ quotas: "off", tenants: [{ id: ${NORTHWIND}, name: Northwind }, { id: ${FABRIKAM}, name: Fabrikam }] }`;

type Row = readonly [incidentId: number, created: string, lastUpdate: string, part?: Partial<Incident>];

/** By ascending update; the boundaries of the requests lie on a row, a tick before and a tick behind it. */
const rows: readonly Row[] = [
  [1, "2019-12-31T23:59:59.9999999Z", "2023-12-31T22:59:59.9999999Z"],
  [2, "2020-01-01T00:00:00Z", "2023-12-31T23:00:00Z", { assignedTo: "a@b.c" }],
  [3, "2024-02-01T00:00:00Z", "2024-02-01T00:00:00Z", { assignedTo: "a@b.c", status: "resolved" }],
  [4, "2025-12-31T00:00:00Z", "2025-12-31T23:59:59.9999999Z", { assignedTo: "A@B.C" }],
  [5, "2025-12-31T00:00:00Z", "2026-01-01T00:00:00Z", { status: "inProgress" }],
  [6, "2025-12-31T00:00:00Z", "2026-01-01T00:00:00.0000001Z"],
  [7, "2025-12-31T00:00:00Z", "2026-01-01T09:43:35.5533332Z"],
  [8, "2025-12-31T00:00:00Z", "2026-01-01T09:43:35.5533333Z"],
  [10, "2025-12-31T00:00:00Z", "2026-01-01T09:43:35.5533334Z", { assignedTo: "o'brien@x" }],
  [9, "2025-12-31T00:00:00Z", "2026-01-01T09:43:35.57Z"],
  [11, "2025-12-31T00:00:00Z", "2026-01-01T09:43:35.57Z", { status: "redirected", redirectIncidentId: 1 }],
];

/** Behind them, those that XSOAR pages through: 250, each later than the one before. */
const PAGED = 250;
const FIRST_PAGED = 1_001;
const paged = Array.from({ length: PAGED }, (_, index): Row => {
  const minute = `${String(Math.floor(index / 60)).padStart(2, "0")}:${String(index % 60).padStart(2, "0")}`;
  const created = index === 0 ? "2026-01-01T00:00:00Z" : `2026-02-01T${minute}:00Z`;
  return [FIRST_PAGED + index, created, `2026-03-01T${minute}:00.5Z`, { assignedTo: "a@b.c" }];
});

const incidents = [...rows, ...paged].map(([incidentId, created, lastUpdate, part]) =>
  incidentOf({
    incidentId,
    createdDateTime: time(created),
    lastUpdateDateTime: time(lastUpdate),
    alerts: part?.status === "redirected" ? [] : [alertOf({ alertId: `da-${incidentId}` })],
    ...part,
  }),
);

const pagedIds = paged.map(([id]) => id);
const newestFirst = [...pagedIds].reverse();
const PAGE = 100;

let server: TestServer;
let token: string;
before(async () => {
  server = await startServer(parseConfig(CONFIG, "replay.yaml"), {
    [NORTHWIND]: incidents,
    [FABRIKAM]: [incidentOf({ incidentId: 77, assignedTo: "a@b.c" })],
  });
  token = await server.applicationToken(NORTHWIND, ["Incident.ReadWrite.All"]);
});
after(() => server.stop());

const INCIDENT_KEYS =
  "incidentId, incidentUri, redirectIncidentId, incidentName, createdTime, lastUpdateTime, assignedTo, classification, determination, status, severity, tags, comments, alerts".split(
    ", ",
  );
const ALERT_KEYS =
  "alertId, providerAlertId, incidentId, serviceSource, creationTime, lastUpdatedTime, resolvedTime, firstActivity, lastActivity, title, description, category, status, severity, investigationId, investigationState, classification, determination, detectionSource, detectorId, assignedTo, actorName, threatFamilyName, mitreTechniques, devices, entities".split(
    ", ",
  );

interface Item {
  readonly incidentId: number;
  readonly alerts: readonly object[];
}

/** The list in an answer, whose shape is that of the contract (§ 3, § 5) whatever is in it. */
function listIn(answer: Answer): { readonly items: readonly Item[]; readonly next: string | undefined } {
  assert.equal(answer.status, 200, answer.body);
  assert.equal(
    answer.headers["content-type"],
    "application/json; odata.metadata=minimal; odata.streaming=true; charset=utf-8",
  );
  assert.equal(answer.headers["odata-version"], "4.0");
  const { "@odata.context": context, value, "@odata.nextLink": next, ...rest } = JSON.parse(answer.body);
  assert.deepEqual([context, rest], [`${server.origin}/api/$metadata#Incidents`, {}]);
  for (const item of value) {
    assert.deepEqual(Object.keys(item), INCIDENT_KEYS);
    assert.equal(item.alerts.length, item.status === "Redirected" ? 0 : 1);
    for (const alert of item.alerts) assert.deepEqual(Object.keys(alert), ALERT_KEYS);
  }
  return { items: value, next };
}

/** All pages of a list, its links followed as they are. */
async function idsFrom(path: string, headers: Readonly<Record<string, string>>): Promise<readonly number[]> {
  const ids: number[] = [];
  for (let next: string | undefined = path; next !== undefined; ) {
    const list = listIn(await server.ask(next, { headers }));
    ids.push(...list.items.map(({ incidentId }) => incidentId));
    if (list.next !== undefined) assert.equal(list.items.length, PAGE);
    next = list.next?.slice(server.origin.length);
  }
  return ids;
}

interface Replayed {
  readonly client: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly authorization?: "bare";
  /** In order. */
  readonly ids: readonly number[];
}

const JSON_HEADERS = { "Content-Type": "application/json", Accept: "application/json" };

const replayed: readonly Replayed[] = [
  {
    client: "Filebeat, from the update of the last event on",
    path: "/api/incidents?%24filter=lastUpdateTime+gt+2026-01-01T09%3A43%3A35.5533333Z",
    headers: { "User-Agent": "MdatpPartner-Elastic-Filebeat/1.0.0", Accept: "application/json" },
    ids: [...newestFirst, 9, 11, 10],
  },
  {
    client: "Sekoia, in ascending order",
    path: "/api/incidents?$filter=lastUpdateTime%20gt%202026-01-01T00:00:00.000000Z&$orderby=lastUpdateTime%20asc",
    ids: [6, 7, 8, 10, 9, 11, ...pagedIds],
  },
  {
    client: "IBM",
    path: "/api/incidents?$filter=lastUpdateTime%20ge%202026-01-01T00:00:00Z",
    ids: [...newestFirst, 9, 11, 10, 8, 7, 6, 5],
  },
  {
    client: "PSMD",
    path: "/api/incidents?$filter=lastUpdateTime+ge+2024-01-01T00:00:00.0000000Z",
    headers: JSON_HEADERS,
    ids: [...newestFirst, 9, 11, 10, 8, 7, 6, 5, 4, 3],
  },
  {
    client: "PSMD in another time zone, its plus sign encoded",
    path: "/api/incidents?$filter=lastUpdateTime+ge+2024-01-01T00:00:00.0000000%2B01:00",
    headers: JSON_HEADERS,
    ids: [...newestFirst, 9, 11, 10, 8, 7, 6, 5, 4, 3, 2],
  },
  {
    client: "PSMD west of Greenwich",
    path: "/api/incidents?$filter=lastUpdateTime+ge+2025-12-31T16:00:00.0000000-08:00",
    headers: JSON_HEADERS,
    ids: [...newestFirst, 9, 11, 10, 8, 7, 6, 5],
  },
  {
    client: "the documentation's first example, with the headers of a body on a GET",
    path: "/api/incidents?$filter=lastUpdateTime+ge+2026-01-01T09:43:35.5533334Z",
    headers: JSON_HEADERS,
    ids: [...newestFirst, 9, 11, 10],
  },
  {
    client: "the same pasted into PowerShell, which takes $filter for an empty variable",
    path: "/api/incidents?=lastUpdateTime+ge+2026-01-01T09:43:35.5533334Z",
    headers: JSON_HEADERS,
    ids: [...newestFirst, 9, 11, 10, 8, 7, 6, 5, 4, 3, 2, 1],
  },
  {
    client: "OpenCTI, its token bare and its offset encoded",
    path: "/api/incidents?%24filter=lastUpdateTime+gt+2025-01-01T00%3A00%3A00%2B00%3A00",
    authorization: "bare",
    ids: [...newestFirst, 9, 11, 10, 8, 7, 6, 5, 4],
  },
];
describe("a list is, in full and in order, what it should be for", () => {
  for (const { client, path, headers = {}, authorization, ids } of replayed) {
    test(client, async () => {
      const Authorization = authorization === "bare" ? token : `Bearer ${token}`;
      assert.deepEqual(await idsFrom(path, { ...headers, Authorization }), ids);
    });
  }

  test("XSOAR, which raises $skip until a page is short", async () => {
    const filter =
      "$filter=status%20eq%20'Active'%20and%20assignedTo%20eq%20'a@b.c'%20and%20createdTime%20gt%202026-01-01T00:00:00Z";
    const pages: (readonly number[])[] = [];
    do {
      const path = `/api/incidents?$top=100&$skip=${pages.length * PAGE}&${filter}`;
      const { items, next } = listIn(await server.ask(path, { token }));
      assert.equal(next, undefined, "who sends $top counts");
      pages.push(items.map(({ incidentId }) => incidentId));
    } while (pages.at(-1)?.length === PAGE && pages.length < 10);
    assert.deepEqual(
      pages.map(({ length }) => length),
      [100, 100, 49],
    );
    assert.deepEqual(pages.flat(), newestFirst.slice(0, -1), "the first was created at the very moment");
  });

  test("XSOAR, whose last page is empty when the one before was full", async () => {
    const page = (skip: number) =>
      server.ask(`/api/incidents?$top=100&$skip=${skip}&$filter=assignedTo%20eq%20'A@B.C'`, { token });
    assert.deepEqual(
      listIn(await page(0)).items.map(({ incidentId }) => incidentId),
      [4],
      "and owners are told apart by letter case",
    );
    assert.deepEqual(listIn(await page(100)), { items: [], next: undefined });
  });

  test("Rapid7, which reads the first page alone", async () => {
    const path =
      "/api/incidents?%24filter=status+eq+%27Active%27+and+createdTime+ge+2020-01-01T00%3A00%3A00Z+and+assignedTo+eq+%27a%40b.c%27";
    const { items, next } = listIn(await server.ask(path, { token }));
    assert.deepEqual(
      items.map(({ incidentId }) => incidentId),
      newestFirst.slice(0, PAGE),
    );
    assert.equal(
      next,
      `${server.origin}/api/incidents/?%24filter=status+eq+%27Active%27+and+createdTime+ge+2020-01-01T00%3A00%3A00Z+and+assignedTo+eq+%27a%40b.c%27&$skip=100`,
    );
  });
});

describe("a request that the vendor's stack cannot read is refused to", () => {
  const refused: readonly (readonly [client: string, path: string, code: string, word: RegExp])[] = [
    [
      "Rapid7, which does not double a quote",
      "/api/incidents?%24filter=status+eq+%27Active%27+and+createdTime+ge+2020-01-01T00%3A00%3A00Z+and+assignedTo+eq+%27o%27brien%40x%27",
      "ODataError",
      /Syntax error/,
    ],
    [
      "PSMD in another time zone, whose plus sign arrives as a space",
      "/api/incidents?$filter=lastUpdateTime+ge+2024-01-01T00:00:00.0000000+01:00",
      "ODataError",
      /Syntax error/,
    ],
    [
      "a client that asks for more than a page",
      "/api/incidents?$top=1000&$filter=status%20eq%20'Active'",
      "BadRequest",
      /The limit of '100' for Top query has been exceeded\. The value from the incoming request is '1000'\./,
    ],
    [
      "a client of Graph that has only changed the path",
      "/api/incidents?%24top=50&%24skip=0&%24filter=lastUpdateDateTime+ge+2026-01-01T09%3A43%3A35.5533333Z&%24orderby=lastUpdateDateTime+asc&%24expand=alerts",
      "ODataError",
      /'Expand' is not allowed/,
    ],
  ];
  for (const [client, path, code, word] of refused) {
    test(client, async () => {
      const answer = await server.ask(path, { token });
      const { error } = JSON.parse(answer.body);
      assert.deepEqual([answer.status, error.code], [400, code]);
      assert.match(error.message, word);
      assert.match(error.message, /^The query specified in the URI is not valid\./);
      assert.equal(answer.headers["content-type"], "application/json; charset=utf-8");
    });
  }
});

/** Demisto's line, its `{id}` put in. */
const PATCH_BODY =
  '{"status":"Resolved","assignedTo":"","classification":"TruePositive","determination":"Malware","tags":["a"],"comment":"x"}';

test("Demisto's update is answered with the whole incident, whose alerts are resolved shortly after", async () => {
  const incident = incidentOf({
    incidentId: 5_000,
    assignedTo: "a@b.c",
    customTags: ["old"],
    alerts: [alertOf({ alertId: "da-open", status: "inProgress" })],
  });
  await server.store.incidents.put(operatorOf(NORTHWIND), [{ incident }]);
  const answer = await server.ask("/api/incidents/5000", {
    method: "PATCH",
    token,
    headers: { "Content-Type": "application/json", Accept: "application/json" },
    body: PATCH_BODY,
  });
  assert.equal(answer.status, 200, answer.body);
  const { "@odata.context": context, ...updated } = JSON.parse(answer.body);
  assert.equal(context, `${server.origin}/api/$metadata#Incidents/$entity`);
  assert.deepEqual(Object.keys(updated), INCIDENT_KEYS);
  const { status, assignedTo, classification, determination, tags } = updated;
  assert.deepEqual(
    [status, assignedTo, classification, determination, tags],
    ["Resolved", null, "TruePositive", "Malware", ["a"]],
  );
  assert.deepEqual(
    updated.comments.map(({ comment }: { comment: string }) => comment),
    ["x"],
  );
  assert.deepEqual([updated.alerts[0].status, updated.alerts[0].resolvedTime], ["InProgress", null]);
  assert.equal(await laterStatus("/api/incidents/5000", "Resolved"), "Resolved");
});

test("and XSOAR's reset of the judgement, with the owner given back", async () => {
  const body = '{"classification":"Unknown","determination":"NotAvailable","assignedTo":"a@b.c"}';
  const answer = await server.ask("/api/incidents/3", {
    method: "PATCH",
    token,
    headers: { "Content-Type": "application/json" },
    body,
  });
  const { classification, determination, assignedTo, status } = JSON.parse(answer.body);
  assert.deepEqual(
    [classification, determination, assignedTo, status],
    ["Unknown", "NotAvailable", "a@b.c", "Resolved"],
  );
});

async function laterStatus(path: string, expected: string): Promise<string> {
  for (let wait = 1; ; wait *= 2) {
    const [alert] = JSON.parse((await server.ask(path, { token })).body).alerts;
    if (alert.status === expected || wait > 2_000) return alert.status;
    await delay(wait);
  }
}
