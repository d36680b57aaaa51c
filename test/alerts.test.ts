import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Evidence } from "../src/domain/evidence/evidence.ts";
import {
  type AlertTenant,
  laptop1,
  messageOf,
  people,
  refusal,
  server1,
  startAlertTenant,
  type Who,
} from "./fixtures/alert-tenant.ts";
import type { Answer } from "./fixtures/ask.ts";
import { alertOf, incidentOf, time } from "./fixtures/incidents.ts";
import { FABRIKAM, NORTHWIND, operatorOf } from "./fixtures/scopes.ts";

/** Reading alerts: issue 3, contract/defender.md § 10. Their order by id is none of those that they were put in. */

const base = {
  createdDateTime: time("2026-03-04T08:11:52.2566667Z"),
  verdict: "malicious",
  remediationStatus: "none",
  roles: [],
  detailedRoles: [],
  tags: [],
} as const;
const account = { accountName: "jokafor", domainName: "NORTHWIND" };
const evidence: readonly Evidence[] = [
  server1,
  { ...laptop1, rbacGroupName: "Laptops", loggedOnUsers: [account] },
  { ...base, kind: "userEvidence", userAccount: account },
  { ...base, kind: "fileEvidence", mdeDeviceId: "5e01", fileDetails: { fileName: "dumper.exe" } },
  { ...base, kind: "fileEvidence", mdeDeviceId: "1a01", fileDetails: { fileName: "reader.exe" } },
  { ...base, kind: "ipEvidence", ipAddress: "203.0.113.77" },
];

/** The alerts of incident 200 of Northwind. */
const endpointAlerts = [
  alertOf({
    alertId: "da5",
    severity: "high",
    status: "inProgress",
    investigationId: 88,
    assignedTo: "o'brien@northwind.example",
    evidence,
  }),
  alertOf({
    alertId: "da10",
    title: "Malware was prevented",
    createdDateTime: time("2026-03-05T00:00:00Z"),
    lastActivityDateTime: time("2026-03-05T00:00:00.1Z"),
    lastUpdateDateTime: time("2026-03-06T10:00:00.0033333Z"),
    resolvedDateTime: time("2026-03-06T10:00:00Z"),
    status: "resolved",
    severity: "informational",
    category: "Malware",
    detectionSource: "antivirus",
    assignedTo: "Automation",
    evidence: [laptop1],
  }),
];
/** The alerts of incident 100. */
const otherAlerts = [
  alertOf({
    alertId: "fa1",
    serviceSource: "microsoftDefenderForOffice365",
    detectionSource: "microsoftDefenderForOffice365",
    category: "InitialAccess",
    severity: "low",
    investigationId: 3_000_000_000,
  }),
  alertOf({
    alertId: "ad2",
    serviceSource: "azureAdIdentityProtection",
    detectionSource: "azureAdIdentityProtection",
    severity: "unknown",
    status: "unknown",
    category: "SuspiciousActivity",
    lastActivityDateTime: time("2026-03-01T00:00:00Z"),
    createdDateTime: time("2026-03-05T00:00:00Z"),
    lastUpdateDateTime: time("2026-03-06T10:00:00.0066667Z"),
    assignedTo: "",
    evidence: [server1],
  }),
];
const ALL = ["ad2", "da10", "da5", "fa1"];
const theirs = incidentOf({
  incidentId: 1,
  alerts: [alertOf({ alertId: "da10", title: "theirs" }), alertOf({ alertId: "zz1", title: "theirs too" })],
});

let tenant: AlertTenant;
let endpointIncident: number;
before(async () => {
  tenant = await startAlertTenant();
  await tenant.given({ alerts: otherAlerts });
  endpointIncident = await tenant.given({ alerts: endpointAlerts });
  await tenant.server.store.incidents.put(operatorOf(FABRIKAM), [{ incident: theirs }]);
});
after(() => tenant.server.stop());

const KEYS =
  "id, incidentId, investigationId, assignedTo, severity, status, classification, determination, investigationState, detectionSource, detectorId, category, threatFamilyName, title, description, alertCreationTime, firstEventTime, lastEventTime, lastUpdateTime, resolvedTime, machineId, computerDnsName, rbacGroupName, aadTenantId, threatName, mitreTechniques, relatedUser, loggedOnUsers, comments, evidence, domains".split(
    ", ",
  );
const EVIDENCE_KEYS =
  "entityType, evidenceCreationTime, sha1, sha256, fileName, filePath, processId, processCommandLine, processCreationTime, parentProcessId, parentProcessCreationTime, parentProcessFileName, parentProcessFilePath, ipAddress, url, registryKey, registryHive, registryValueType, registryValue, registryValueName, accountName, domainName, userSid, aadUserId, userPrincipalName, detectionStatus".split(
    ", ",
  );

/** A query as clients write it, its `$` and `'` raw. */
const listed = (query: string, who?: Who) => tenant.get(`/api/alerts?${query.replaceAll(" ", "%20")}`, who);

function ok(answer: Answer) {
  assert.equal(answer.status, 200, answer.body);
  return JSON.parse(answer.body);
}
const idsOf = (answer: Answer): readonly string[] => ok(answer).value.map(({ id }: { id: string }) => id);

describe("GET /api/alerts", () => {
  test("gives every alert by ascending id, with the context and headers of the contract", async () => {
    const answer = await tenant.get("/api/alerts");
    assert.deepEqual(idsOf(answer), ALL);
    assert.deepEqual(Object.keys(ok(answer)), ["@odata.context", "value"]);
    assert.equal(ok(answer)["@odata.context"], `${tenant.server.origin}/api/$metadata#Alerts`);
    assert.equal(
      answer.headers["content-type"],
      "application/json; odata.metadata=minimal; odata.streaming=true; charset=utf-8",
    );
    assert.equal(answer.headers["odata-version"], "4.0");
  });

  test("gives each of them all 31 members in the order of the wire, and no evidence", async () => {
    const { value } = ok(await tenant.get("/api/alerts"));
    for (const alert of value) assert.deepEqual([Object.keys(alert), alert.evidence], [KEYS, []]);
    assert.deepEqual(value[2], {
      id: "da5",
      incidentId: endpointIncident,
      investigationId: 88,
      assignedTo: "o'brien@northwind.example",
      severity: "High",
      status: "InProgress",
      classification: null,
      determination: null,
      investigationState: "Queued",
      detectionSource: "WindowsDefenderAtp",
      detectorId: "9e6b1a40-1d7c-4d07-8f0a-3c55d2a7e912",
      category: "CredentialAccess",
      threatFamilyName: null,
      title: "Suspicious access to a credential store",
      description: "A process read memory that holds sign-in secrets.",
      alertCreationTime: "2026-03-04T08:11:51.9034417Z",
      firstEventTime: "2026-03-04T08:09:40.1172033Z",
      lastEventTime: "2026-03-04T08:10:02.6611908Z",
      lastUpdateTime: "2026-03-04T09:02:18.07Z",
      resolvedTime: null,
      machineId: "5e01",
      computerDnsName: "srv-1.northwind.example",
      rbacGroupName: null,
      aadTenantId: NORTHWIND,
      threatName: null,
      mitreTechniques: [],
      relatedUser: { userName: "jokafor", domainName: "NORTHWIND" },
      loggedOnUsers: [],
      comments: [],
      evidence: [],
      domains: [],
    });
  });

  test("gives the evidence, all 26 members of it, when it is expanded", async () => {
    const { value } = ok(await listed("$expand=evidence"));
    assert.deepEqual(
      value.map(({ evidence }: { evidence: readonly object[] }) => evidence.length),
      [0, 0, 4, 0],
    );
    for (const item of value[2].evidence) assert.deepEqual(Object.keys(item), EVIDENCE_KEYS);
    const [user, file, , ip] = value[2].evidence;
    assert.deepEqual([user.entityType, user.accountName, user.fileName], ["User", "jokafor", null]);
    assert.deepEqual([file.entityType, file.fileName, file.accountName], ["File", "dumper.exe", null]);
    assert.deepEqual([ip.entityType, ip.ipAddress, ip.sha1], ["Ip", "203.0.113.77", null]);
  });

  test("names the host that it was asked by in its context", async () => {
    const answer = await tenant.server.ask("/api/alerts", {
      token: await tenant.token("application"),
      headers: { Host: "api.securitycenter.microsoft.com" },
    });
    assert.equal(
      ok(answer)["@odata.context"],
      "https://api.securitycenter.microsoft.com/api/$metadata#Alerts",
    );
  });
});

describe("a filter of the list of alerts finds exactly what it names", () => {
  const filters: readonly (readonly [filter: string, ids: readonly string[]])[] = [
    ["alertCreationTime ge 2026-03-05T00:00:00Z", ["ad2", "da10"]],
    ["alertCreationTime gt 2026-03-04T08:11:51.9034416Z", ALL],
    ["alertCreationTime gt 2026-03-04T08:11:51.9034417Z", ["ad2", "da10"]],
    ["alertCreationTime ge 2026-03-05Z", ["ad2", "da10"]],
    ["alertCreationTime lt 2026-03-05T01:00:00%2B01:00", ["da5", "fa1"]],
    ["lastUpdateTime ge 2026-03-06T10:00:00.0066667Z", ["ad2"]],
    ["lastUpdateTime lt 2026-03-06T10:00:00.0033333Z", ["da5", "fa1"]],
    ["lastEventTime le 2026-03-01T00:00:00Z", ["ad2"]],
    ["lastEventTime eq 2026-03-05T00:00:00.1000000Z", ["da10"]],
    ["incidentId eq 200", ["da10", "da5"]],
    ["incidentId eq 100", ["ad2", "fa1"]],
    ["incidentId eq 1", []],
    ["incidentId eq 99999999999999999999999", []],
    ["incidentId lt 99999999999999999999999", ALL],
    ["InvestigationId eq 88", ["da5"]],
    ["investigationId eq 88", ["da5"]],
    ["InvestigationId eq 3000000000", ["fa1"]],
    ["investigationId eq null", ["ad2", "da10"]],
    ["id eq 'da10'", ["da10"]],
    ["id eq 'DA10'", []],
    ["id in ('fa1','ad2','none')", ["ad2", "fa1"]],
    ["asssignedTo eq 'Automation'", ["da10"]],
    ["assignedTo eq 'Automation'", ["da10"]],
    ["assignedTo eq 'o''brien@northwind.example'", ["da5"]],
    ["asssignedTo eq null", ["fa1"]],
    ["assignedTo ne null", ["ad2", "da10", "da5"]],
    ["assignedTo eq ''", ["ad2"]],
    ["detectionSource eq 'WindowsDefenderAv'", ["da10"]],
    ["detectionSource eq 'WindowsDefenderAtp'", ["da5"]],
    ["detectionSource in ('AAD','OfficeATP')", ["ad2", "fa1"]],
    ["status eq 'New'", ["fa1"]],
    ["status ne 'Resolved'", ["ad2", "da5", "fa1"]],
    ["status eq 'Unknown'", ["ad2"]],
    ["severity eq 'High'", ["da5"]],
    ["severity eq 'Informational'", ["da10"]],
    ["severity eq 'UnSpecified'", ["ad2"]],
    ["category eq 'Malware'", ["da10"]],
    ["category eq 'malware'", []],
    ["severity eq 'High' or (status eq 'Resolved' and not (category eq 'Exploit'))", ["da10", "da5"]],
    ["(alertCreationTime ge 2018-08-01Z) and (status eq 'New')", ["fa1"]],
  ];
  for (const [filter, ids] of filters) {
    test(filter, async () => assert.deepEqual(idsOf(await listed(`$filter=${filter}`)), ids));
  }

  test("together with a page and evidence, its spaces written as plus signs", async () => {
    const answer = await tenant.get(
      "/api/alerts?%24filter=severity+ne+%27Low%27&%24top=1&%24skip=2&%24expand=evidence",
    );
    const { value } = ok(answer);
    assert.deepEqual([value.length, value[0].id, value[0].evidence.length], [1, "da5", 4]);
  });
});

describe("a page of alerts", () => {
  const pages: readonly (readonly [query: string, ids: readonly string[]])[] = [
    ["$top=0", []],
    ["$top=1", ["ad2"]],
    ["$top=10000", ALL],
    ["$skip=0", ALL],
    ["$skip=1", ["da10", "da5", "fa1"]],
    ["$skip=4", []],
    ["$skip=2147483647", []],
    ["$top=2&$skip=1", ["da10", "da5"]],
    ["$top=1&$skip=9", []],
    ["%24top=1", ["ad2"]],
    ["$TOP=1", ["ad2"]],
    ["page=7", ALL],
  ];
  for (const [query, ids] of pages) {
    test(`${query} is [${ids}], and links to none after it`, async () => {
      const answer = await listed(query);
      assert.deepEqual([idsOf(answer), ok(answer)["@odata.nextLink"]], [ids, undefined]);
    });
  }

  test("of more than 10,000 is refused in the observed code", async () => {
    const answer = await listed("$top=10001");
    assert.deepEqual(refusal(answer), [400, "BadRequest"]);
    assert.equal(
      messageOf(answer),
      "The query specified in the URI is not valid. The limit of '10000' for Top query has been exceeded. The value from the incoming request is '10001'.",
    );
  });
});

describe("a query that is not for alerts is refused with ODataError", () => {
  const queries: readonly (readonly [query: string, word: RegExp])[] = [
    ["$orderby=id", /'OrderBy' is not allowed/],
    ["$select=id", /'Select' is not allowed/],
    ["$count=true", /'Count' is not allowed/],
    ["$search=x", /'Search' is not allowed/],
    ["$apply=x", /'Apply' is not allowed/],
    ["$format=json", /'Format' is not allowed/],
    ["$skiptoken=x", /'SkipToken' is not allowed/],
    ["$unknown=1", /'\$unknown' is not supported/],
    ["$top=-1", /'-1'/],
    ["$top=ten", /'ten'/],
    ["$top=", /\$top/],
    ["$skip=-1", /'-1'/],
    ["$skip=1.5", /'1.5'/],
    ["$top=1&$top=2", /more than once/],
    ["$top=1&%24top=2", /more than once/],
    ["$expand=comments", /'comments'/],
    ["$expand=evidence($top=1)", /'Top' is not allowed/],
    ["$filter=title eq 'x'", /'title' cannot be used/],
    ["$filter=machineId eq 'x'", /'machineId' cannot be used/],
    ["$filter=alertId eq 'x'", /'alertId'/],
    ["$filter=AssignedTo eq 'x'", /'AssignedTo'/],
    ["$filter=__proto__ eq 'x'", /'__proto__'/],
    ["$filter=severity eq 'high'", /'high'/],
    ["$filter=status eq 'Active'", /'Active'/],
    ["$filter=alertCreationTime ge '2026-03-05T00:00:00Z'", /incompatible types/],
    ["$filter=alertCreationTime ge 2026-02-30T00:00:00Z", /2026-02-30/],
    ["$filter=contains(category,'a')", /'contains' is not allowed/],
    ["$filter=evidence/any()", /any/],
    ["$filter=id eq", /Syntax error/],
    ["$filter=", /Syntax error at position 0/],
    ["$filter=id eq 'x", /unterminated string/i],
    ["$filter=id eq '%ff'", /percent-encoding/],
    [`$filter=${"(".repeat(60)}id eq 'x'${")".repeat(60)}`, /Recursion depth exceeded/],
  ];
  for (const [query, word] of queries) {
    test(query.slice(0, 70), async () => {
      const answer = await listed(query);
      assert.deepEqual(refusal(answer), [400, "ODataError"], answer.body);
      assert.match(messageOf(answer), word);
      assert.match(messageOf(answer), /^The query specified in the URI is not valid\. /);
    });
  }
});

describe("GET /api/alerts/{id}", () => {
  test("answers the alert inline after its context, with its evidence", async () => {
    const answer = await tenant.get("/api/alerts/da5");
    const { "@odata.context": context, ...alert } = ok(answer);
    assert.equal(context, `${tenant.server.origin}/api/$metadata#Alerts/$entity`);
    assert.ok(answer.body.startsWith('{"@odata.context":'));
    assert.deepEqual(Object.keys(alert), KEYS);
    assert.deepEqual(alert, ok(await listed("$expand=evidence")).value[2]);
    assert.equal(answer.headers["odata-version"], "4.0");
    assert.equal(answer.headers["content-length"], String(Buffer.byteLength(answer.body)));
  });

  test("says of an alert what its incident says of it", async () => {
    const { alerts } = ok(await tenant.get(`/api/incidents/${endpointIncident}`));
    for (const inIncident of alerts) {
      const alert = ok(await tenant.get(`/api/alerts/${inIncident.alertId}`));
      const pairs = [
        ["incidentId", "incidentId"],
        ["investigationId", "investigationId"],
        ["assignedTo", "assignedTo"],
        ["severity", "severity"],
        ["status", "status"],
        ["classification", "classification"],
        ["determination", "determination"],
        ["detectionSource", "detectionSource"],
        ["category", "category"],
        ["title", "title"],
        ["alertCreationTime", "creationTime"],
        ["firstEventTime", "firstActivity"],
        ["lastEventTime", "lastActivity"],
        ["lastUpdateTime", "lastUpdatedTime"],
        ["resolvedTime", "resolvedTime"],
      ] as const;
      for (const [here, there] of pairs) assert.equal(alert[here], inIncident[there], here);
    }
  });

  for (const path of ["/API/Alerts/da5", "/api/alerts/da5/", "/api/alerts/%64a5", "/api/alerts/da5?x=1"]) {
    test(`reads ${path} as ASP.NET does`, async () => assert.equal(ok(await tenant.get(path)).id, "da5"));
  }

  const nothing = ["da6", "DA5", "0", "%00", "da5%20", "%3Cscript%3E", "a%2Fb", "'%20or%201=1", "__proto__"];
  for (const id of [...nothing, "x".repeat(4_000)]) {
    test(`of ${id.slice(0, 30)} is 404, for there is no such alert`, async () => {
      assert.deepEqual(refusal(await tenant.get(`/api/alerts/${id}`)), [404, "ResourceNotFound"]);
    });
  }

  test("tells which alert it did not find", async () => {
    assert.equal(messageOf(await tenant.get("/api/alerts/da6")), "Alert da6 was not found");
  });

  test("of bytes that are no text is 400", async () => {
    assert.deepEqual(refusal(await tenant.get("/api/alerts/%ff")), [400, "InvalidInput"]);
  });

  for (const option of ["$expand=evidence", "%24select=id", "$x=1"]) {
    test(`refuses the option ${option}, which would have no effect`, async () => {
      assert.deepEqual(refusal(await tenant.get(`/api/alerts/da5?${option}`)), [400, "ODataError"]);
    });
  }
});

describe("the paths of alerts", () => {
  for (const path of ["/api/alerts", "/api/alerts?$top=2&$skip=1&$expand=evidence", "/api/alerts/da5"]) {
    test(`${path} is answered under /api/v1.0 in the same words`, async () => {
      const [plain, versioned] = [
        await tenant.get(path),
        await tenant.get(path.replace("/api/", "/api/v1.0/")),
      ];
      assert.equal(plain.status, 200);
      assert.deepEqual([versioned.status, versioned.body], [plain.status, plain.body]);
    });
  }

  for (const path of ["/api/v2.0/alerts", "/api/v1.0/incidents", "/api/alerts/da5/user"]) {
    test(`${path} is none of them`, async () => {
      assert.deepEqual(refusal(await tenant.get(path)), [404, "NotFound"]);
    });
  }

  const allowed: readonly (readonly [path: string, verbs: string])[] = [
    ["/api/alerts", "GET, HEAD, OPTIONS"],
    ["/api/alerts/da5", "GET, HEAD, PATCH, OPTIONS"],
    ["/api/alerts/batchUpdate", "POST, OPTIONS"],
    ["/api/alerts/CreateAlertByReference", "POST, OPTIONS"],
    ["/api/incidents", "GET, HEAD, OPTIONS"],
  ];
  const paths = allowed.flatMap(([path, verbs]) =>
    path === "/api/incidents"
      ? [[path, verbs] as const]
      : [[path, verbs] as const, [path.replace("/api/", "/api/v1.0/"), verbs] as const],
  );
  for (const [path, verbs] of paths) {
    const others = ["GET", "POST", "PUT", "PATCH", "DELETE"].filter((verb) => !verbs.includes(verb));
    for (const method of others) {
      test(`${method} ${path} is 405, with the verbs that would do and nothing else`, async () => {
        const answer = await tenant.server.ask(path, {
          method,
          token: await tenant.token("application"),
          ...(method === "GET" || method === "DELETE" ? {} : { body: "{" }),
        });
        assert.deepEqual([answer.status, answer.headers.allow, answer.body], [405, verbs, ""]);
        assert.equal(answer.headers["content-length"], "0");
      });
    }

    test(`OPTIONS ${path} tells what it takes`, async () => {
      const answer = await tenant.server.ask(path, { method: "OPTIONS" });
      assert.deepEqual([answer.status, answer.headers.allow, answer.body], [204, verbs, ""]);
    });
  }

  for (const path of ["/api/alerts?$top=2", "/api/v1.0/alerts", "/api/alerts/da5", "/api/incidents"]) {
    test(`HEAD ${path} answers the headers alone`, async () => {
      const token = await tenant.token("application");
      const get = await tenant.server.ask(path, { token });
      const head = await tenant.server.ask(path, { token, method: "HEAD" });
      assert.deepEqual([get.status, head.status, head.body], [200, 200, ""]);
      for (const name of ["content-length", "content-type", "odata-version"])
        assert.equal(head.headers[name], get.headers[name], name);
    });
  }
});

describe("who may read alerts", () => {
  const message = (roles: string) =>
    `Missing application roles. API required roles: Alert.Read.All,Alert.ReadWrite.All, application roles: ${roles}.`;
  const applications: readonly (readonly [roles: readonly string[], status: number])[] = [
    [["Alert.Read.All"], 200],
    [["Alert.ReadWrite.All"], 200],
    [["Incident.Read.All"], 403],
    [["Incident.Read.All", "Incident.ReadWrite.All"], 403],
    [["Alerts.ReadWrite.All"], 403],
    [["Alert.Read"], 403],
    [[], 403],
  ];
  for (const [roles, status] of applications) {
    test(`an application with the roles [${roles}] gets ${status}`, async () => {
      const token = await tenant.server.applicationToken(NORTHWIND, roles);
      for (const path of ["/api/alerts", "/api/alerts/da5", "/api/v1.0/alerts/da5"]) {
        const answer = await tenant.server.ask(path, { token });
        assert.equal(answer.status, status, path);
        if (status === 403) assert.equal(messageOf(answer), message(roles.join(",")));
      }
    });
  }

  test("alert permissions alone open no incident", async () => {
    const token = await tenant.server.applicationToken(NORTHWIND, ["Alert.ReadWrite.All"]);
    assert.deepEqual(refusal(await tenant.server.ask("/api/incidents", { token })), [403, "Forbidden"]);
  });

  const scopes: readonly (readonly [scopes: readonly string[], status: number])[] = [
    [["Alert.Read"], 200],
    [["Alert.ReadWrite"], 200],
    [["Incident.ReadWrite"], 403],
    [["Alert.Read.All"], 403],
  ];
  for (const [held, status] of scopes) {
    test(`a user's token with the scopes [${held}] gets ${status}`, async () => {
      const token = await tenant.server.userToken(NORTHWIND, people.analyst, held);
      assert.equal((await tenant.server.ask("/api/alerts", { token })).status, status);
    });
  }

  test("nobody without a token", async () => {
    for (const path of ["/api/alerts", "/api/alerts/da5"])
      assert.deepEqual(refusal(await tenant.server.ask(path)), [401, "Unauthorized"]);
  });

  test("a user without a role that views data gets 403, not an empty list", async () => {
    for (const path of ["/api/alerts", "/api/alerts/da5"])
      assert.deepEqual(refusal(await tenant.get(path, "stranger")), [403, "Forbidden"]);
  });

  test("another tenant's application finds its own alerts alone, also under an id that both have", async () => {
    assert.deepEqual(idsOf(await tenant.get("/api/alerts", "fabrikam")), ["da10", "zz1"]);
    assert.deepEqual(idsOf(await listed("$filter=incidentId eq 200", "fabrikam")), []);
    assert.deepEqual(
      [
        ok(await tenant.get("/api/alerts/da10", "fabrikam")).title,
        ok(await tenant.get("/api/alerts/da10")).title,
      ],
      ["theirs", "Malware was prevented"],
    );
    assert.equal((await tenant.get("/api/alerts/da5", "fabrikam")).status, 404);
    assert.equal((await tenant.get("/api/alerts/zz1")).status, 404);
  });
});

describe("people who see a part of the tenant", () => {
  const views: readonly (readonly [who: Who, ids: readonly string[]])[] = [
    ["analyst", ALL],
    ["fieldAnalyst", ["da10", "da5", "fa1"]],
    ["reader", ["da10", "da5", "fa1"]],
    ["mailAnalyst", ["fa1"]],
  ];
  for (const [who, ids] of views) {
    test(`the ${who} lists [${ids}] and reads just these`, async () => {
      assert.deepEqual(idsOf(await tenant.get("/api/alerts", who)), ids);
      for (const id of ALL) {
        const { status } = await tenant.get(`/api/alerts/${id}`, who);
        assert.equal(status, ids.includes(id) ? 200 : 404, id);
      }
    });
  }

  test("skip and take visible alerts, so that pages are full", async () => {
    const pages = [];
    for (let skip = 0; skip < 4; skip++) pages.push(idsOf(await listed(`$top=1&$skip=${skip}`, "reader")));
    assert.deepEqual(pages, [["da10"], ["da5"], ["fa1"], []]);
  });

  test("find nothing hidden by a filter that names it", async () => {
    for (const filter of ["id eq 'ad2'", "detectionSource eq 'AAD'", "severity eq 'UnSpecified'"])
      assert.deepEqual(idsOf(await listed(`$filter=${filter}`, "reader")), []);
  });

  test("see of an alert on several devices what is about theirs", async () => {
    const alert = ok(await tenant.get("/api/alerts/da5", "reader"));
    assert.doesNotMatch(JSON.stringify(alert), /srv-1|5e01|dumper/);
    assert.deepEqual(
      [alert.machineId, alert.computerDnsName, alert.rbacGroupName, alert.loggedOnUsers],
      ["1a01", "lt-1.northwind.example", "Laptops", [account]],
    );
    assert.deepEqual(
      alert.evidence.map(({ entityType }: { entityType: string }) => entityType),
      ["User", "File", "Ip"],
    );
    const [inList] = ok(await listed("$filter=id eq 'da5'&$expand=evidence", "reader")).value;
    const { "@odata.context": _, ...alone } = alert;
    assert.deepEqual(inList, alone);
  });

  test("cannot tell a hidden alert from a missing one", async () => {
    const [hidden, missing] = [
      await tenant.get("/api/alerts/ad2", "reader"),
      await tenant.get("/api/alerts/ad3", "reader"),
    ];
    assert.deepEqual(refusal(hidden), refusal(missing));
    assert.equal(messageOf(hidden).replace("ad2", ""), messageOf(missing).replace("ad3", ""));
    assert.deepEqual(Object.keys(hidden.headers), Object.keys(missing.headers));
  });
});

describe("more alerts than a page holds", () => {
  const COUNT = 10_001;
  const name = (index: number) => `da${String(index).padStart(5, "0")}`;
  let many: AlertTenant;
  before(async () => {
    many = await startAlertTenant();
    const alerts = Array.from({ length: COUNT }, (_, index) =>
      alertOf({ alertId: name(index), evidence: index === 3 ? [server1] : [] }),
    );
    await many.given({ alerts });
  });
  after(() => many.server.stop());

  test("come with a link to the others, which a client follows as it is", async () => {
    for (const [path, query] of [
      ["/api/alerts", ""],
      ["/api/v1.0/alerts", "$filter=status+eq+'New'&$expand=evidence&x=1"],
    ] as const) {
      const first = await many.get(`${path}?${query}`);
      const { value, "@odata.nextLink": next, ...rest } = ok(first);
      assert.deepEqual([value.length, value.at(-1).id], [COUNT - 1, name(COUNT - 2)]);
      assert.deepEqual(Object.keys(rest), ["@odata.context"]);
      assert.ok(first.body.endsWith(`],"@odata.nextLink":${JSON.stringify(next)}}`), "the link is last");
      const kept = query === "" ? "" : `${query.replaceAll("'", "%27")}&`;
      assert.equal(next, `${many.server.origin}${path}/?${kept}$skip=${COUNT - 1}`);
      const last = ok(await many.get(next.slice(many.server.origin.length)));
      assert.deepEqual(
        [last.value.map(({ id }: { id: string }) => id), last["@odata.nextLink"]],
        [[name(COUNT - 1)], undefined],
      );
    }
  });

  test("come without a link to a client that counts for itself", async () => {
    const { value, "@odata.nextLink": next } = ok(await many.get("/api/alerts?$top=10000"));
    assert.deepEqual([value.length, next], [COUNT - 1, undefined]);
  });

  test("are no more than a page for one who sees one less", async () => {
    const { value, "@odata.nextLink": next } = ok(await many.get("/api/alerts", "reader"));
    assert.deepEqual([value.length, value[3].id, next], [COUNT - 1, name(4), undefined]);
  });
});

test("nothing of a query stands in the log, be it answered or refused", async () => {
  for (const filter of ["assignedTo eq 'in.confidence'", "assignedTo eq 'in.confidence' and"])
    await listed(`$filter=${filter}`);
  const lines = tenant.server.logLines().filter((line) => JSON.stringify(line).includes("in.confidence"));
  assert.deepEqual(lines, []);
});

test("requests for alerts are counted by route, never by id", async () => {
  const { body } = await tenant.server.ask("/metrics");
  assert.match(
    body,
    /tocsin_http_requests_total\{route="\/api\/alerts\/:id",method="GET",status="200"\} \d+/,
  );
  assert.doesNotMatch(body, /da10|da5/);
});
