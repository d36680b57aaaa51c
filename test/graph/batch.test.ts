import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { parseConfig } from "../../src/server/config/config.ts";
import { incidentOf } from "../fixtures/incidents.ts";
import { NORTHWIND } from "../fixtures/scopes.ts";
import { startServer } from "../fixtures/server.ts";
import { GRAPH, type GraphServer, startGraph } from "./tenant.ts";

/** Batches as each SDK writes them, and quotas: issue 6, lines 4, 5 and 8. */

let server: GraphServer;
let token: string;
before(async () => {
  server = await startGraph();
  token = await server.graphToken();
});
after(() => server.stop());

async function batch(requests: unknown, version = "v1.0", as = token) {
  const body = JSON.stringify({ requests });
  const headers = { "content-type": "application/json", "content-length": String(Buffer.byteLength(body)) };
  const answer = await server.ask(`/${version}/$batch`, { method: "POST", token: as, headers, body });
  return { ...answer, json: JSON.parse(answer.body) };
}
interface Response {
  readonly id: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Record<string, unknown> & { readonly error: { readonly code: string } };
}
const byId = (json: { readonly responses: readonly Response[] }) =>
  Object.fromEntries(json.responses.map((response) => [response.id, response]));
const JSON_TYPE = { "Content-Type": "application/json" };

describe("a batch", () => {
  test("answers each request as if it came alone, good or not", async () => {
    const { status, json, headers } = await batch([
      { id: "1", method: "GET", url: "/security/incidents/8" },
      { id: "2", method: "GET", url: "security/incidents?$filter=severity eq 'high'&$top=2&$count=true" },
      { id: "3", method: "GET", url: "/security/incidents/999" },
      {
        id: "4",
        method: "PATCH",
        url: "/security/incidents/9",
        headers: JSON_TYPE,
        body: { summary: "batched" },
      },
      { id: "5", method: "get", url: "/security/incidents/$count" },
      { id: "6", method: "GET", url: "/security/runHuntingQuery" },
      { id: "7", method: "DELETE", url: "/security/incidents/8" },
      { id: "8", method: "GET", url: "/security/incidents?$top=51" },
    ]);
    assert.equal(status, 200, JSON.stringify(json));
    assert.equal(headers["content-type"], "application/json");
    const answers = byId(json);
    assert.deepEqual(
      ["1", "2", "3", "4", "5", "6", "7", "8"].map((id) => answers[id]?.status),
      [200, 200, 404, 200, 200, 400, 405, 400],
    );
    assert.equal(answers[1]?.body.id, "8");
    assert.equal(answers[2]?.body["@odata.count"], 30);
    assert.equal(answers[3]?.body.error.code, "ResourceNotFound");
    assert.equal(answers[4]?.body.summary, "batched");
    assert.equal(answers[5]?.body, "120");
    assert.equal(answers[8]?.body.error.code, "");
    for (const answer of Object.values(answers)) {
      assert.match(String(answer?.headers["Content-Type"]), /^(application\/json|text\/plain)/);
      assert.ok(Object.values(answer?.headers ?? {}).every((value) => typeof value === "string"));
    }
    assert.equal(
      JSON.parse((await server.ask("/v1.0/security/incidents/9", { token })).body).summary,
      "batched",
    );
  });

  test("waits for what a request depends on, and fails what depends on a failure", async () => {
    const { json } = await batch([
      {
        id: "a",
        method: "PATCH",
        url: "/security/incidents/10",
        headers: JSON_TYPE,
        body: { summary: "first" },
      },
      { id: "b", method: "GET", url: "/security/incidents/10", dependsOn: ["a"] },
      { id: "c", method: "GET", url: "/security/incidents/999", depends_on: ["B"] },
      { id: "d", method: "GET", url: "/security/incidents/10", dependsOn: ["c"] },
      { id: "e", method: "GET", url: "/security/incidents/10", dependsOn: ["d"] },
    ]);
    const answers = byId(json);
    assert.equal(answers.b?.body.summary, "first");
    assert.deepEqual([answers.c?.status, answers.d?.status, answers.e?.status], [404, 424, 424]);
    assert.equal(answers.d?.body.error.code, "FailedDependency");
  });

  test("takes bodies as base64, qualified actions, preferences and beta", async () => {
    const body = Buffer.from('{"summary":"from base64"}').toString("base64");
    const { json } = await batch(
      [
        {
          id: "1",
          method: "PATCH",
          url: "/security/incidents/11",
          headers: { "content-type": "application/json" },
          body,
        },
        {
          id: "2",
          method: "POST",
          url: "/security/incidents/microsoft.graph.security.mergeIncidents",
          headers: JSON_TYPE,
          body: { incidentIds: ["51", "52"] },
        },
        {
          id: "3",
          method: "GET",
          url: "/security/alerts_v2('da7-1')",
          headers: { Prefer: "include-unknown-enum-members" },
        },
      ],
      "beta",
    );
    const answers = byId(json);
    assert.equal(answers[1]?.body.summary, "from base64");
    assert.deepEqual(answers[1]?.body.recommendedHuntingQueries, []);
    assert.equal(answers[2]?.status, 200);
    assert.equal(answers[3]?.body.serviceSource, "microsoftSentinel");
    assert.equal(answers[3]?.headers["Preference-Applied"], "include-unknown-enum-members");
  });

  const get = (id: unknown) => ({ id, method: "GET", url: "/security/incidents/8" });
  const malformed: readonly (readonly [what: string, requests: unknown])[] = [
    ["no requests", undefined],
    ["an empty list", []],
    ["21 requests", Array.from({ length: 21 }, (_, index) => get(String(index)))],
    ["one id twice, in another case", [get("A"), get("a")]],
    ["no id", [get(undefined)]],
    ["an id that is a number", [get(1)]],
    ["a request that is none", [null]],
    ["a dependency on what comes later", [{ ...get("1"), dependsOn: ["2"] }, get("2")]],
    ["a dependency on itself", [{ ...get("1"), dependsOn: ["1"] }]],
    ["a body without its content type", [{ ...get("1"), method: "PATCH", body: { summary: "x" } }]],
  ];
  for (const [what, requests] of malformed) {
    test(`with ${what} is refused whole`, async () => {
      const { status, json } = await batch(requests);
      assert.deepEqual([status, json.error.code], [400, "BadRequest"]);
    });
  }

  test("with what no body may be is refused, and the server goes on", async () => {
    const deep = `${"[".repeat(200_000)}${"]".repeat(200_000)}`;
    const item = `{"id":"1","method":"PATCH","url":"/security/incidents/9","headers":{"Content-Type":"application/json"},"body":${deep}}`;
    for (const body of [`{"requests":[${item}]}`, deep, "{", "[]", '"x"', ""]) {
      const headers = {
        "content-type": "application/json",
        "content-length": String(Buffer.byteLength(body)),
      };
      const answer = await server.ask("/v1.0/$batch", { method: "POST", token, headers, body });
      assert.equal(answer.status, 400, answer.body.slice(0, 200));
      assert.equal(JSON.parse(answer.body).error.code, "BadRequest");
    }
    assert.equal((await batch([get("1")])).status, 200);
  });

  test("checks every request by the batch's own caller", async () => {
    const jonas = await server.graphUserToken(["SecurityIncident.Read.All"]);
    const { json } = await batch(
      [
        {
          id: "1",
          method: "GET",
          url: "/security/incidents/8",
          headers: { Authorization: `Bearer ${token}` },
        },
        { id: "2", method: "GET", url: "/security/incidents/9" },
        {
          id: "3",
          method: "PATCH",
          url: "/security/incidents/9",
          headers: JSON_TYPE,
          body: { summary: "x" },
        },
        { id: "4", method: "GET", url: "/../api/incidents/9" },
        { id: "5", method: "POST", url: "/$batch", headers: JSON_TYPE, body: { requests: [] } },
      ],
      "v1.0",
      jonas,
    );
    const answers = byId(json);
    assert.deepEqual(
      ["1", "2", "3", "4", "5"].map((id) => answers[id]?.status),
      [404, 200, 403, 400, 400],
    );
    assert.equal((await batch([get("1")], "v1.0", await server.applicationToken(NORTHWIND))).status, 401);
    assert.equal((await server.ask("/v1.0/$batch", { method: "POST" })).status, 401);
  });
});

test("calls over the limit are refused with a whole number of seconds, in a batch each for itself", async () => {
  const limited = await startServer(
    parseConfig(
      `{ quotas: { graphSecurity: { perMinute: 3 } }, tenants: [{ id: ${NORTHWIND}, name: Northwind }] }`,
      "quota.yaml",
    ),
    { [NORTHWIND]: [incidentOf({ incidentId: 8 })] },
  );
  try {
    const app = "5f1c7a52-9a0e-4f43-8a2b-6f0f8d1f3b21";
    const caller = await limited.token({
      kind: "application",
      tenantId: NORTHWIND,
      audience: GRAPH,
      roles: ["SecurityIncident.Read.All"],
      appId: app,
    });
    const body = JSON.stringify({
      requests: Array.from({ length: 4 }, (_, index) => ({
        id: String(index),
        method: "GET",
        url: "/security/incidents/8",
      })),
    });
    const answer = await limited.ask("/v1.0/$batch", {
      method: "POST",
      token: caller,
      headers: { "content-type": "application/json", "content-length": String(body.length) },
      body,
    });
    const statuses = JSON.parse(answer.body).responses.map(({ status }: Response) => status);
    assert.deepEqual(statuses, [200, 200, 200, 429]);
    const refused = JSON.parse(answer.body).responses[3];
    assert.match(refused.headers["Retry-After"], /^\d+$/);
    const alone = await limited.ask("/v1.0/security/incidents/8", { token: caller });
    assert.equal(alone.status, 429);
    assert.match(String(alone.headers["retry-after"]), /^\d+$/);
    const { error } = JSON.parse(alone.body);
    assert.deepEqual(
      [error.code, error.message, error.innerError.code, error.innerError.status],
      ["TooManyRequests", "Please retry again later.", "429", "429"],
    );
  } finally {
    await limited.stop();
  }
});
