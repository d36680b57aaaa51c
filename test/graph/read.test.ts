import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { NORTHWIND } from "../fixtures/scopes.ts";
import { COUNT, type GraphServer, idsInOrder, isLaptop, startGraph } from "./tenant.ts";

/** Reading incidents and alerts through Graph: issue 6, lines 1, 2, 3 and 5. */

let server: GraphServer;
let token: string;
before(async () => {
  server = await startGraph();
  token = await server.graphToken();
});
after(() => server.stop());

type Members = Record<string, unknown>;

async function get(path: string, headers: Readonly<Record<string, string>> = {}, as = token) {
  const answer = await server.ask(path, { token: as, headers });
  const isJson = String(answer.headers["content-type"]).startsWith("application/json");
  return { ...answer, json: isJson ? JSON.parse(answer.body) : undefined };
}
const idsOf = (json: { readonly value: readonly { readonly id: string }[] }) =>
  json.value.map(({ id }) => id);

describe("an incident", () => {
  const MEMBERS =
    "@odata.context id tenantId status incidentWebUrl redirectIncidentId displayName createdDateTime lastUpdateDateTime assignedTo classification determination severity customTags systemTags description lastModifiedBy resolvingComment summary priorityScore comments";

  test("has all its members in the order of the wire, and no alerts", async () => {
    const { status, json, headers } = await get("/v1.0/security/incidents/8");
    assert.equal(status, 200);
    assert.equal(Object.keys(json).join(" "), MEMBERS);
    assert.equal(json["@odata.context"], `${server.origin}/v1.0/$metadata#security/incidents/$entity`);
    assert.deepEqual(
      [json.id, json.tenantId, json.status, json.severity, json.createdDateTime],
      ["8", NORTHWIND, "active", "high", "2026-03-03T00:00:00Z"],
    );
    assert.equal(json.incidentWebUrl, `https://security.microsoft.com/incident2/8/overview?tid=${NORTHWIND}`);
    assert.equal(
      headers["content-type"],
      "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8",
    );
    assert.equal(headers["odata-version"], "4.0");
    assert.match(String(headers["request-id"]), /^[0-9a-f-]{36}$/);
    assert.equal(headers["client-request-id"], headers["request-id"]);
    assert.match(String(headers["x-ms-ags-diagnostic"]), /^\{"ServerInfo":/);
  });

  test("has its alerts when they are expanded, each piece of evidence with its type first", async () => {
    const { json } = await get("/v1.0/security/incidents/8?$expand=alerts");
    assert.match(json["@odata.context"], /#security\/incidents\(alerts\(\)\)\/\$entity$/);
    const [alert] = json.alerts;
    assert.deepEqual([alert.id, alert.incidentId, alert.classification], ["da8-1", "8", "falsePositive"]);
    assert.equal(alert.productName, "Microsoft Defender for Endpoint");
    assert.deepEqual(alert.categories, ["CredentialAccess"]);
    const [device] = alert.evidence;
    assert.equal(Object.keys(device)[0], "@odata.type");
    assert.equal(device["@odata.type"], "#microsoft.graph.security.deviceEvidence");
    assert.deepEqual([device.hostName, device.dnsDomain], ["srv-1", "northwind.example"]);
    assert.deepEqual([device.vmMetadata, device.ipInterfaces], [null, []]);
  });

  test("has more members in beta", async () => {
    const { json } = await get("/beta/security/incidents/8");
    assert.deepEqual([json.recommendedActions, json.recommendedHuntingQueries], [null, []]);
    assert.match(json["@odata.context"], /\/beta\/\$metadata#/);
  });

  const spellings = [
    "/v1.0/security/incidents('8')",
    "/v1.0/security/incidents(%278%27)",
    "/V1.0/Security/INCIDENTS/8",
    "/v1.0/security/incidents/8/",
    "/v1.0/security/incidents/8?%24select=id",
  ];
  for (const path of spellings) {
    test(`is found by ${path}`, async () => assert.equal((await get(path)).json.id, "8"));
  }

  test("is told in part when a part is selected", async () => {
    const { json } = await get(
      "/v1.0/security/incidents/8?$select=Severity,id&$expand=alerts($select=id,title)",
    );
    assert.deepEqual(Object.keys(json), ["@odata.context", "id", "severity", "alerts"]);
    assert.match(
      json["@odata.context"],
      /#security\/incidents\(Severity,id,alerts\(id,title\)\)\/\$entity$/i,
    );
    assert.deepEqual(Object.keys(json.alerts[0]), ["id", "title"]);
  });

  for (const id of ["999", "500", "0", "abc", "8.0", "99999999999999999999"]) {
    test(`that is not there, or another tenant's, is 404: ${id}`, async () => {
      const { status, json } = await get(`/v1.0/security/incidents/${id}`);
      assert.deepEqual([status, json.error.code], [404, "ResourceNotFound"]);
    });
  }

  test("repeats the client's own id, when it is harmless", async () => {
    const sent = "0f0e0d0c-0b0a-4908-8706-050403020100";
    const good = await get("/v1.0/security/incidents/8", { "client-request-id": sent });
    assert.equal(good.headers["client-request-id"], sent);
    const bad = await get("/v1.0/security/incidents/0", { "client-request-id": '"><script>' });
    assert.equal(bad.headers["client-request-id"], bad.headers["request-id"]);
    assert.equal(bad.json.error.innerError["client-request-id"], bad.headers["request-id"]);
    assert.match(bad.json.error.innerError.date, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/);
  });
});

describe("members behind the sentinel", () => {
  test("are hidden unless the client asks for them", async () => {
    const hidden = (await get("/v1.0/security/alerts_v2/da7-1")).json;
    assert.equal(hidden.serviceSource, "unknownFutureValue");
    assert.equal(hidden.evidence[0].remediationStatus, "unknownFutureValue");
    const prefer = { Prefer: "include-unknown-enum-members" };
    const { json, headers } = await get("/v1.0/security/alerts_v2/da7-1", prefer);
    assert.equal(json.serviceSource, "microsoftSentinel");
    assert.equal(json.evidence[0].remediationStatus, "active");
    assert.equal(headers["preference-applied"], "include-unknown-enum-members");
  });

  test("can be filtered by without asking for them, and the preference goes along to later pages", async () => {
    const found = await get(
      "/v1.0/security/alerts_v2?$filter=serviceSource eq 'microsoftSentinel'".replaceAll(" ", "%20"),
    );
    assert.deepEqual(idsOf(found.json), ["da7-1"]);
    const prefer = { Prefer: "odata.maxpagesize=1, include-unknown-enum-members" };
    const first = await get("/v1.0/security/alerts_v2?$top=100", prefer);
    const second = await get(first.json["@odata.nextLink"].slice(server.origin.length));
    const all = [...first.json.value, ...second.json.value].map((each: Members) => each.serviceSource);
    assert.ok(all.includes("microsoftSentinel"));
    assert.ok(!all.includes("unknownFutureValue"));
  });
});

describe("a list of incidents", () => {
  async function walk(path: string): Promise<readonly string[]> {
    const ids: string[] = [];
    for (let next: string | undefined = path; next !== undefined; ) {
      const { json, status, body } = await get(next);
      assert.equal(status, 200, body);
      ids.push(...idsOf(json));
      const link: string | undefined = json["@odata.nextLink"];
      assert.ok(link === undefined || link.startsWith(`${server.origin}/`), link);
      assert.doesNotMatch(link ?? "", /[{}' ]/);
      next = link?.slice(server.origin.length);
    }
    return ids;
  }

  test("is walked page by page, the latest change first, in 50s", async () => {
    const { json } = await get("/v1.0/security/incidents");
    assert.equal(json.value.length, 50);
    assert.deepEqual(Object.keys(json), ["@odata.context", "@odata.nextLink", "value"]);
    assert.deepEqual(await walk("/v1.0/security/incidents"), idsInOrder);
    assert.deepEqual(await walk("/v1.0/security/incidents?$top=17&$expand=alerts"), idsInOrder);
  });

  test("is walked by skipping until a short page, as one client does", async () => {
    const ids: string[] = [];
    for (let skip = 0; ; skip += 50) {
      const { json } = await get(`/v1.0/security/incidents?%24top=50&%24skip=${skip}`);
      ids.push(...idsOf(json));
      if (json.value.length < 50) break;
    }
    assert.deepEqual(ids, idsInOrder);
  });

  const filters: readonly (readonly [query: string, count: number])[] = [
    ["severity eq 'high'", 30],
    ["severity eq 'High'", 30],
    ["status eq 'active' and classification eq 'truePositive'", 12],
    ["determination ne 'unknown'", 12],
    ["not (severity eq 'high')", 90],
    ["assignedTo eq null", 118],
    ["assignedTo eq 'o''brien@northwind.example'", 2],
    ["createdDateTime ge 2026-03-05T00:00:00Z", 24],
    ["lastUpdateDateTime gt 2026-04-01T02:00:00+00:00", 60],
    ["severity in ('high','low')", 120],
  ];
  for (const [filter, count] of filters) {
    test(`is filtered by ${filter}, with its count`, async () => {
      const { json, status, body } = await get(
        `/v1.0/security/incidents?$count=true&$top=5&$filter=${encodeURIComponent(filter)}`,
      );
      assert.equal(status, 200, body);
      assert.equal(json["@odata.count"], count);
      assert.equal(json.value.length, Math.min(5, count));
      const plain = await get(`/v1.0/security/incidents/$count?$filter=${encodeURIComponent(filter)}`);
      assert.deepEqual([plain.body, plain.headers["content-type"]], [String(count), "text/plain"]);
    });
  }

  test("is ordered by its times, either way, and by nothing else", async () => {
    const { json } = await get("/v1.0/security/incidents?$orderby=lastUpdateDateTime");
    const times = json.value.map((each: Members) => String(each.lastUpdateDateTime));
    assert.deepEqual(times, times.toSorted());
    assert.equal((await get("/v1.0/security/incidents?$orderby=createdDateTime%20desc")).status, 200);
    const refused = await get("/v1.0/security/incidents?$orderby=severity");
    assert.deepEqual([refused.status, refused.json.error.code], [400, "BadRequest"]);
  });

  test("takes options without their dollar sign in beta alone", async () => {
    assert.equal((await get("/beta/security/incidents?top=3")).json.value.length, 3);
    assert.equal((await get("/v1.0/security/incidents?top=3")).json.value.length, 50);
  });

  const refusals: readonly (readonly [query: string, code: string, message: RegExp])[] = [
    [
      "$top=51",
      "",
      /^The query specified in the URI is not valid\. The limit of '50' for Top query has been exceeded\. The value from the incoming request is '51'\.$/,
    ],
    ["$top=-1", "BadRequest", /Top/i],
    ["$skip=x", "BadRequest", /./],
    ["$search=x", "BadRequest", /not allowed/],
    ["$format=xml", "BadRequest", /\$format/],
    ["$expand=comments", "BadRequest", /comments/],
    ["$select=nosuch", "BadRequest", /nosuch/],
    [
      "$filter=nosuch eq 1",
      "BadRequest",
      /^Invalid filter clause: Could not find a property named 'nosuch' on type 'microsoft\.graph\.security\.incident'\./,
    ],
    ["$filter=displayName eq 'x'", "BadRequest", /^Invalid filter clause: /],
    ["$filter=severity eq 'huge'", "BadRequest", /^Invalid filter clause: /],
  ];
  for (const [query, code, message] of refusals) {
    test(`is refused for ${query}`, async () => {
      const { status, json } = await get(`/v1.0/security/incidents?${query.replaceAll(" ", "%20")}`);
      assert.deepEqual([status, json.error.code], [400, code]);
      assert.match(json.error.message, message);
      if (code === "") assert.deepEqual(json.error.details, []);
    });
  }
});

describe("alerts", () => {
  test("are listed, the latest change first, and counted", async () => {
    const { json } = await get("/v1.0/security/alerts_v2?$count=true");
    assert.equal(json["@odata.count"], COUNT);
    assert.deepEqual(new Set(idsOf(json)).size, COUNT);
    assert.equal((await get("/v1.0/security/alerts_v2/$count")).body, String(COUNT));
    assert.equal((await get("/v1.0/security/alerts_v2?$top=1001")).json.error.code, "");
  });

  test("are filtered by what nobody judged, as null and as unknown", async () => {
    for (const value of ["null", "'unknown'"]) {
      const { json } = await get(
        `/v1.0/security/alerts_v2?$count=true&$filter=classification%20eq%20${value}`,
      );
      assert.equal(json["@odata.count"], COUNT - 1);
    }
  });

  test("of an incident are a list of their own", async () => {
    const { json } = await get("/v1.0/security/incidents/8/alerts?$count=true");
    assert.deepEqual([idsOf(json), json["@odata.count"]], [["da8-1"], 1]);
    assert.match(json["@odata.context"], /#security\/incidents\('8'\)\/alerts$/);
    assert.equal((await get("/v1.0/security/incidents/8/alerts/$count")).body, "1");
    assert.equal((await get("/v1.0/security/incidents/8/alerts/da8-1")).json.id, "da8-1");
    assert.equal((await get("/v1.0/security/incidents/8/alerts/da9-1")).status, 404);
    assert.equal((await get("/v1.0/security/incidents/999/alerts")).status, 404);
    const none = await get("/v1.0/security/incidents/8/alerts?$filter=severity%20eq%20'low'");
    assert.deepEqual(none.json.value, []);
  });

  test("one that is not there is 404", async () => {
    for (const id of ["da999-1", "da500", "%00", "%F0%9F%9A%A8"]) {
      const { status, json } = await get(`/v1.0/security/alerts_v2/${id}`);
      assert.ok([400, 404].includes(status), id);
      assert.ok(json.error.message.length < 300);
    }
  });
});

describe("who may read", () => {
  const needs: readonly (readonly [path: string, permission: string])[] = [
    ["/v1.0/security/incidents", "SecurityIncident.Read.All"],
    ["/v1.0/security/incidents/8", "SecurityIncident.Read.All"],
    ["/v1.0/security/incidents/8/alerts", "SecurityIncident.Read.All"],
    ["/v1.0/security/alerts_v2", "SecurityAlert.Read.All"],
    ["/v1.0/security/alerts_v2/da8-1", "SecurityAlert.Read.All"],
  ];
  for (const [path, permission] of needs) {
    test(`${path} needs ${permission}, and is for Graph's tokens alone`, async () => {
      assert.equal((await get(path, {}, await server.graphToken([permission]))).status, 200);
      const without = await get(path, {}, await server.graphToken(["Incident.Read.All"]));
      assert.deepEqual([without.status, without.json.error.code], [403, "Forbidden"]);
      assert.match(without.json.error.message, /^Missing application roles\. API required roles: Security/);
      const other = await get(path, {}, await server.applicationToken(NORTHWIND, [permission]));
      assert.deepEqual([other.status, other.json.error.code], [401, "InvalidAuthenticationToken"]);
      assert.match(other.json.error.message, /Invalid audience/);
    });
  }

  test("a token of Graph does not open the Defender API", async () => {
    const all = await server.graphToken(["SecurityIncident.Read.All", "Incident.Read.All"]);
    assert.equal((await server.ask("/api/incidents/8", { token: all })).status, 401);
  });

  test("nobody without a token, or with a broken one", async () => {
    const none = await server.ask("/v1.0/security/incidents");
    const { error } = JSON.parse(none.body);
    assert.deepEqual(
      [none.status, error.code, error.message],
      [401, "InvalidAuthenticationToken", "Access token is empty."],
    );
    assert.match(String(none.headers["www-authenticate"]), /^Bearer /);
    const broken = await get("/v1.0/security/incidents", {}, "abc");
    assert.match(broken.json.error.message, /^IDX14100/);
  });

  test("a person sees the devices that are open to them, in lists, expanded, counted and alone", async () => {
    const jonas = await server.graphUserToken();
    const laptops = idsInOrder.filter((id) => isLaptop(Number(id)));
    const { json } = await get("/v1.0/security/incidents?$count=true&$expand=alerts", {}, jonas);
    assert.deepEqual(idsOf(json), laptops);
    assert.equal(json["@odata.count"], laptops.length);
    assert.ok(!JSON.stringify(json).includes("srv-1"));
    const count = await get("/v1.0/security/incidents/$count", {}, jonas);
    assert.equal(count.body, String(laptops.length));
    const alerts = await get("/v1.0/security/alerts_v2?$count=true", {}, jonas);
    assert.equal(alerts.json["@odata.count"], laptops.length);
    assert.equal((await get("/v1.0/security/incidents/8", {}, jonas)).status, 404);
    assert.equal((await get("/v1.0/security/incidents/8/alerts", {}, jonas)).status, 404);
    assert.equal((await get("/v1.0/security/alerts_v2/da8-1", {}, jonas)).status, 404);
    assert.equal((await get("/v1.0/security/incidents/9", {}, jonas)).status, 200);
  });

  test("a bare token is taken as one", async () => {
    const answer = await server.ask("/v1.0/security/incidents/8", { headers: { Authorization: token } });
    assert.equal(answer.status, 200);
  });
});

describe("what is not there", () => {
  const segments: readonly (readonly [path: string, segment: string])[] = [
    ["/v1.0/nosuch", "nosuch"],
    ["/v1.0/security/runHuntingQuery", "runHuntingQuery"],
    ["/v1.0/security/microsoft.graph.security.runHuntingQuery", "runHuntingQuery"],
    ["/v1.0/security/incidents/8/nosuch", "nosuch"],
    ["/v1.0/security", "security"],
    ["/beta/security/caseManagement", "caseManagement"],
  ];
  for (const [path, segment] of segments) {
    test(`${path} is an unknown segment`, async () => {
      const { status, json } = await get(path);
      assert.deepEqual([status, json.error.code], [400, "BadRequest"]);
      assert.equal(json.error.message, `Resource not found for the segment '${segment}'.`);
      assert.equal((await server.ask(path)).status, 401);
    });
  }

  test("a verb that a path does not have is 405", async () => {
    for (const [method, path] of [
      ["DELETE", "/v1.0/security/incidents/8"],
      ["POST", "/v1.0/security/incidents"],
      ["GET", "/v1.0/security/incidents/mergeIncidents"],
    ] as const) {
      const answer = await server.ask(path, { method, token });
      assert.equal(answer.status, 405, path);
      assert.equal(JSON.parse(answer.body).error.code, "Request_BadRequest");
      assert.notEqual(answer.headers.allow, undefined);
    }
  });

  test("the metadata describes every type, to anyone", async () => {
    const answer = await server.ask("/v1.0/$metadata");
    assert.deepEqual([answer.status, answer.headers["content-type"]], [200, "application/xml"]);
    assert.match(
      answer.body,
      /<EntityType Name="incident"><Key><PropertyRef Name="id"\/><\/Key><Property Name="id" Type="Edm\.String" Nullable="false"\/>/,
    );
    assert.equal(answer.body.match(/BaseType="microsoft\.graph\.security\.alertEvidence"/g)?.length, 48);
    assert.doesNotMatch(
      answer.body,
      /recommendedActions" Type="Edm.String"\/><Property Name="recommendedHunting/,
    );
    assert.match((await server.ask("/beta/%24metadata")).body, /recommendedHuntingQueries/);
  });
});
