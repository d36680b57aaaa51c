import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { parseConfig } from "../../src/server/config/config.ts";
import { alertOf, incidentOf, time } from "../fixtures/incidents.ts";
import { NORTHWIND } from "../fixtures/scopes.ts";
import { startServer, type TestServer } from "../fixtures/server.ts";
import { GRAPH } from "./tenant.ts";

/** What clients of Graph send (contract/clients.md § 4), byte for byte, and exactly what they get of known incidents. */

const CONFIG = `{ quotas: "off", tenants: [{ id: ${NORTHWIND}, name: Northwind }] }`;

/** By ascending update; the boundaries of the requests lie on a row, a tick before and a tick behind it. */
const rows: readonly (readonly [id: number, created: string, lastUpdate: string])[] = [
  [1, "2025-01-01T00:00:00Z", "2025-01-01T00:00:00Z"],
  [2, "2025-06-01T00:00:00Z", "2025-01-01T00:00:00.0000001Z"],
  [3, "2026-01-01T00:00:00Z", "2026-01-01T09:43:35.5533332Z"],
  [4, "2026-01-01T00:00:00.0000001Z", "2026-01-01T09:43:35.5533333Z"],
  [5, "2026-01-01T23:59:59.9999999Z", "2026-01-01T09:43:35.5533334Z"],
  [6, "2026-01-02T00:00:00Z", "2026-01-01T09:43:35.57Z"],
  [7, "2026-01-02T00:00:00.0000001Z", "2026-01-01T09:43:35.5700001Z"],
];
const PAGED = 120;
const paged = Array.from({ length: PAGED }, (_, index) => {
  const minute = `${String(Math.floor(index / 60)).padStart(2, "0")}:${String(index % 60).padStart(2, "0")}`;
  return [1_001 + index, "2026-02-01T00:00:00Z", `2026-03-01T${minute}:00.5Z`] as const;
});
const pagedIds = paged.map(([id]) => id);

let server: TestServer;
let token: string;
before(async () => {
  const incidents = [...rows, ...paged].map(([incidentId, created, lastUpdate]) =>
    incidentOf({
      incidentId,
      createdDateTime: time(created),
      lastUpdateDateTime: time(lastUpdate),
      alerts: [alertOf({ alertId: `da-${incidentId}`, createdDateTime: time(created) })],
    }),
  );
  server = await startServer(parseConfig(CONFIG, "replay.yaml"), { [NORTHWIND]: incidents });
  token = await server.token({
    kind: "application",
    tenantId: NORTHWIND,
    audience: GRAPH,
    roles: ["SecurityIncident.ReadWrite.All", "SecurityAlert.Read.All"],
    appId: "5f1c7a52-9a0e-4f43-8a2b-6f0f8d1f3b21",
  });
});
after(() => server.stop());

interface Item {
  readonly id: string;
  readonly lastUpdateDateTime: string;
  readonly alerts?: readonly object[];
}

async function page(path: string, authorization = `Bearer ${token}`) {
  const answer = await server.ask(path, { headers: { Authorization: authorization } });
  assert.equal(answer.status, 200, answer.body);
  const json: { readonly value: readonly Item[]; readonly "@odata.nextLink"?: string } = JSON.parse(
    answer.body,
  );
  return { items: json.value, next: json["@odata.nextLink"]?.slice(server.origin.length) };
}

async function walk(path: string, authorization?: string): Promise<readonly number[]> {
  const ids: number[] = [];
  for (let next: string | undefined = path; next !== undefined; ) {
    const { items, next: following } = await page(next, authorization);
    ids.push(...items.map(({ id }) => Number(id.replace("da-", ""))));
    next = following;
  }
  return ids;
}

describe("a list is, in full and in order, what it should be for", () => {
  test("Elastic, which raises $skip and restarts by time", async () => {
    const ids: number[] = [];
    for (let skip = 0; ; skip += 50) {
      const { items } = await page(
        `/v1.0/security/incidents?%24top=50&%24skip=${skip}&%24filter=lastUpdateDateTime+ge+2026-01-01T09%3A43%3A35.5533333Z&%24orderby=lastUpdateDateTime+asc&%24expand=alerts`,
      );
      for (const { alerts } of items) assert.equal(alerts?.length, 1);
      ids.push(...items.map(({ id }) => Number(id)));
      if (items.length < 50) break;
    }
    assert.deepEqual(ids, [4, 5, 6, 7, ...pagedIds]);
    const restart =
      "/v1.0/security/incidents?%24top=50&%24skip=0&%24filter=lastUpdateDateTime+gt+2026-01-01T09%3A43%3A35.57Z&%24orderby=lastUpdateDateTime+asc&%24expand=alerts";
    assert.deepEqual(await walk(restart), [7, ...pagedIds]);
  });

  test("Wazuh, with raw signs", async () => {
    const path =
      "/v1.0/security/incidents?$top=50&$filter=createdDateTime+ge+2026-01-01T00:00:00Z+and+createdDateTime+lt+2026-01-02T00:00:00Z";
    assert.deepEqual(await walk(path), [5, 4, 3]);
  });

  test("Sekoia, with six digits and $format", async () => {
    const path =
      "/v1.0/security/incidents?$format=json&$orderby=createdDateTime%20asc&$filter=createdDateTime%20gt%202026-01-01T00:00:00.000000Z%20and%20createdDateTime%20le%202026-01-02T00:00:00.000000Z";
    assert.deepEqual(await walk(path), [4, 5, 6]);
    const tooMany = await server.ask(`${path}&$top=1000`, { token });
    assert.equal(tooMany.status, 400);
    assert.equal(
      JSON.parse(tooMany.body).error.message,
      "The query specified in the URI is not valid. The limit of '50' for Top query has been exceeded. The value from the incoming request is '1000'.",
    );
  });

  test("OpenCTI, its token bare and its offset encoded", async () => {
    const path =
      "/v1.0/security/incidents?%24expand=alerts&%24filter=lastUpdateDateTime+gt+2025-01-01T00%3A00%3A00%2B00%3A00";
    assert.deepEqual(await walk(path, token), [...[...pagedIds].reverse(), 7, 6, 5, 4, 3, 2]);
  });

  test("LimaCharlie, which reads alerts", async () => {
    const path = "/v1.0/security/alerts_v2?%24filter=createdDateTime%20ge%202026-01-01T00:00:00.000000Z";
    const ids = await walk(path);
    assert.deepEqual(
      [...ids].sort((a, b) => a - b),
      [3, 4, 5, 6, 7, ...pagedIds],
    );
  });

  test("Splunk, which counts for itself and names no direction", async () => {
    const { items } = await page("/v1.0/security/incidents?$orderby=lastUpdateDateTime");
    assert.equal(items.length, 50);
    assert.deepEqual(
      items.slice(0, 3).map(({ id }) => id),
      ["1", "2", "3"],
    );
  });
});

describe("a change as it is sent by", () => {
  const changes: readonly (readonly [client: string, method: string, path: string, body: string])[] = [
    [
      "CIPP",
      "PATCH",
      "/beta/security/incidents/1",
      '{"status":"resolved","severity":"high","classification":"truePositive","determination":"malware","resolvingComment":"x","assignedTo":"a@b.c"}',
    ],
    [
      "Howler",
      "PATCH",
      "/v1.0/security/incidents/2",
      '{"classification":"informationalExpectedActivity","determination":"confirmedUserActivity"}',
    ],
    [
      "the documentation",
      "POST",
      "/v1.0/security/incidents/3/comments",
      '{"@odata.type":"microsoft.graph.security.alertComment","comment":"x"}',
    ],
    [
      "the documentation's merge",
      "POST",
      "/beta/security/incidents/mergeIncidents",
      '{"incidentIds":["4","5"]}',
    ],
  ];
  for (const [client, method, path, body] of changes) {
    test(client, async () => {
      const answer = await server.ask(path, {
        method,
        token,
        headers: { "Content-Type": "application/json" },
        body,
      });
      assert.equal(answer.status, 200, answer.body);
    });
  }
});

test("a client that goes on from the last time it saw, as text, misses nothing", async () => {
  const seen = new Set<string>();
  let from = "2025-01-01T00:00:00Z";
  for (let round = 0; round < 200; round++) {
    const { items } = await page(
      `/v1.0/security/incidents?$top=10&$orderby=lastUpdateDateTime%20asc&$filter=lastUpdateDateTime%20ge%20${from}`,
    );
    const before = seen.size;
    for (const { id } of items) seen.add(id);
    from = items.at(-1)?.lastUpdateDateTime ?? from;
    if (seen.size === before) break;
  }
  assert.equal(seen.size, rows.length + PAGED);
});
