import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Alert } from "../src/domain/alert/alert.ts";
import type { Incident } from "../src/domain/incident/incident.ts";
import { type Config, parseConfig } from "../src/server/config/config.ts";
import type { Answer } from "./fixtures/ask.ts";
import { alertOf, deviceOf, incidentOf } from "./fixtures/incidents.ts";
import { READ_APP, startServer, type TestServer } from "./fixtures/server.ts";

const TENANTS = ["7b2f0c4e-58a1-4d0e-9c37-2f6d1a90be11", "0c9a3d52-4b1e-4f7a-8a66-51d2e7b03f94"] as const;
const SERVICES = ["microsoftDefenderForEndpoint", "microsoftDefenderForOffice365"] as const;
const GROUPS = 3;
const DEVICES = 5;
/** Numbers of merged incidents go on from here. */
const MERGED = 100;

/** Device `d` of tenant `t` is in group `d` by its name, or ungrouped; everything that tells of it has its mark. */
const deviceMark = (tenant: number, device: number) => `mark${tenant}device${device}`;
const alertMark = (tenant: number, incident: number, alert: number) =>
  `mark${tenant}alert${incident}x${alert}`;
const mergedMark = (tenant: number, incident: number) => `mark${tenant}merged${incident}`;
const MARK = /mark\d(?:device\d|alert\dx\d|merged\d+)/g;

interface AlertPlan {
  readonly service: number;
  readonly devices: readonly number[];
}

interface World {
  /** By tenant, incident and alert: the service, and the devices. */
  readonly incidents: readonly (readonly (readonly AlertPlan[])[])[];
  /** By tenant and merged incident: which of those before it, whole ones and merged ones, it was merged into. */
  readonly merged: readonly (readonly number[])[];
  /** By group, the last being the ungrouped devices: which of the two user groups it is open to; none means everyone. */
  readonly open: readonly (readonly number[])[];
  /** By user: the user groups, and the services of the role; `undefined` for a user without any role. */
  readonly users: readonly {
    readonly groups: readonly number[];
    readonly services: readonly number[] | "all" | undefined;
  }[];
}

const some = (max: number) => fc.uniqueArray(fc.integer({ min: 0, max }), { maxLength: max + 1 });
const world: fc.Arbitrary<World> = fc.record({
  incidents: fc.array(
    fc.array(
      fc.array(fc.record({ service: fc.integer({ min: 0, max: 1 }), devices: some(DEVICES - 1) }), {
        minLength: 1,
        maxLength: 3,
      }),
      { minLength: 1, maxLength: 4 },
    ),
    { minLength: 2, maxLength: 2 },
  ),
  merged: fc.array(fc.array(fc.nat({ max: 9 }), { maxLength: 2 }), { minLength: 2, maxLength: 2 }),
  open: fc.array(some(1), { minLength: GROUPS + 1, maxLength: GROUPS + 1 }),
  users: fc.array(
    fc.record({ groups: some(1), services: fc.constantFrom("all" as const, [0], [1], [0, 1], undefined) }),
    { minLength: 1, maxLength: 3 },
  ),
});

/** Group 0, 1 and 2 hold the devices of the same number; the others are ungrouped. */
const groupOf = (device: number) => Math.min(device, GROUPS);

function configOf({ open, users }: World): Config {
  const groups = (names: readonly number[]) => names.map((name) => `people ${name}`);
  const tenants = TENANTS.map((id, tenant) => ({
    id,
    name: `Tenant ${tenant}`,
    userGroups: [
      ...[0, 1].map((name) => ({
        name: `people ${name}`,
        members: users.flatMap((user, index) => (user.groups.includes(name) ? [upn(index)] : [])),
      })),
      ...users.map((_, index) => ({ name: `only ${index}`, members: [upn(index)] })),
    ],
    roles: [
      { name: "holds a role", permissions: ["Alerts investigation"], userGroups: ["people 0", "people 1"] },
      ...users.flatMap(({ services }, index) =>
        services === undefined
          ? []
          : [
              {
                name: `role ${index}`,
                permissions: ["View data"],
                userGroups: [`only ${index}`],
                services: services === "all" ? "all" : services.map((service) => SERVICES[service]),
              },
            ],
      ),
    ],
    deviceGroups: open.slice(0, GROUPS).map((names, group) => ({
      name: `group ${group}`,
      rank: group + 1,
      match: { names: [deviceMark(tenant, group)] },
      userGroups: groups(names),
    })),
    ungroupedDevices: { userGroups: groups(open[GROUPS] ?? []) },
  }));
  return parseConfig(JSON.stringify({ quotas: "off", tenants }), "world");
}

const upn = (user: number) => `user${user}@northwind.example`;

function incidentsOf(it: World): Readonly<Record<string, readonly Incident[]>> {
  return Object.fromEntries(
    TENANTS.map((id, tenant) => {
      const whole = (it.incidents[tenant] ?? []).map((alerts, index) =>
        incidentOf({
          incidentId: index + 1,
          alerts: alerts.map((alert, number) => alertFrom(tenant, index + 1, number, alert)),
        }),
      );
      const merged = targetsOf(it, tenant).map((target, index) =>
        incidentOf({
          incidentId: MERGED + index,
          displayName: mergedMark(tenant, MERGED + index),
          status: "redirected",
          redirectIncidentId: target,
          alerts: [],
        }),
      );
      return [id, [...whole, ...merged]];
    }),
  );
}

/** By merged incident, the number of the one that it was merged into, which may be merged itself. */
function targetsOf({ incidents, merged }: World, tenant: number): readonly number[] {
  const numbers = (incidents[tenant] ?? []).map((_, index) => index + 1);
  return (merged[tenant] ?? []).map((choice, index) => {
    const before = [...numbers, ...Array.from({ length: index }, (_, earlier) => MERGED + earlier)];
    return before[choice % before.length] ?? 1;
  });
}

function alertFrom(tenant: number, incident: number, number: number, plan: AlertPlan): Alert {
  const device = deviceOf({ mdeDeviceId: "x" });
  return alertOf({
    alertId: alertMark(tenant, incident, number),
    title: alertMark(tenant, incident, number),
    serviceSource: SERVICES[plan.service] ?? "unknown",
    evidence: plan.devices.flatMap((which) => [
      {
        ...device,
        mdeDeviceId: deviceMark(tenant, which),
        deviceDnsName: `${deviceMark(tenant, which)}.northwind.example`,
      },
      {
        ...device,
        kind: "fileEvidence" as const,
        mdeDeviceId: deviceMark(tenant, which),
        fileDetails: { fileName: `${deviceMark(tenant, which)}.exe` },
      },
    ]),
  });
}

/** What a caller should see of a tenant. */
interface View {
  readonly views: boolean;
  readonly investigates: boolean;
  /** Every alert, and the marks that it shows; none when it is hidden. */
  readonly alerts: ReadonlyMap<string, readonly string[]>;
  /** The same of every incident, merged ones last. */
  readonly incidents: ReadonlyMap<number, readonly string[]>;
}

/** The rules of design § 4 once more, in the shortest words, to compare with. */
function oracle(it: World, user: number, tenant: number): View {
  const { groups, services } = it.users[user] ?? { groups: [], services: undefined };
  const deviceSeen = (device: number) => {
    const names = it.open[groupOf(device)] ?? [];
    return names.length === 0 || names.some((name) => groups.includes(name));
  };
  const alertSeen = (alert: AlertPlan) =>
    services !== undefined &&
    (services === "all" || services.includes(alert.service)) &&
    (alert.devices.length === 0 || alert.devices.some(deviceSeen));
  const alerts = new Map<string, readonly string[]>();
  const incidents = new Map<number, readonly string[]>();
  for (const [index, plans] of (it.incidents[tenant] ?? []).entries()) {
    const shown = plans.map((plan, number) => {
      const mark = alertMark(tenant, index + 1, number);
      const marks = alertSeen(plan)
        ? [mark, ...plan.devices.filter(deviceSeen).map((device) => deviceMark(tenant, device))]
        : [];
      alerts.set(mark, marks);
      return marks;
    });
    incidents.set(index + 1, shown.flat());
  }
  for (const [index, target] of targetsOf(it, tenant).entries()) {
    const number = MERGED + index;
    incidents.set(number, (incidents.get(target) ?? []).length > 0 ? [mergedMark(tenant, number)] : []);
  }
  return { views: services !== undefined, investigates: groups.length > 0, alerts, incidents };
}

/** A caller: what there is to see, and how to ask for it. */
interface Viewer extends View {
  get(path: string): Promise<Answer>;
  send(method: "PATCH" | "POST", path: string, body: object): Promise<Answer>;
  /** The same through Graph; the path begins behind `/v1.0/security`. */
  graph(path: string): Promise<Answer>;
}

async function viewerOf(server: TestServer, it: World, user: number, tenant: number): Promise<Viewer> {
  const person = { objectId: `00000000-0000-4000-8000-00000000000${user}`, userPrincipalName: upn(user) };
  const scopes = ["Incident.ReadWrite", "Alert.ReadWrite"];
  const token = await server.userToken(TENANTS[tenant] ?? "", person, scopes);
  const graphToken = await server.token({
    kind: "user",
    tenantId: TENANTS[tenant] ?? "",
    audience: "https://graph.microsoft.com",
    appId: READ_APP,
    user: person,
    scopes: ["SecurityIncident.Read.All", "SecurityAlert.Read.All"],
  });
  const headers = { "Content-Type": "application/json" };
  return {
    ...oracle(it, user, tenant),
    graph: (path) => server.ask(`/v1.0/security${path}`, { token: graphToken }),
    get: (path) => server.ask(path, { token }),
    send: (method, path, body) => server.ask(path, { method, token, headers, body: JSON.stringify(body) }),
  };
}

const marksIn = (value: unknown) => new Set(JSON.stringify(value).match(MARK));
const COMMENT = { comment: "x" };

/** An answer about one thing: there for who sees it, missing for who does not, and never more than is seen. */
function isAnswer({ status, body }: Answer, may: boolean, marks: readonly string[], seen = 200): void {
  assert.equal(status, may ? (marks.length > 0 ? seen : 404) : 403, body);
  // An error repeats no more than what was asked for.
  if (status === 200) assert.deepEqual(marksIn(JSON.parse(body)), new Set(marks));
}

/** A list of what is seen, each with its marks. Gives the keys in the order of the list. */
function isList<K>(answer: Answer, key: string, expected: ReadonlyMap<K, readonly string[]>): readonly K[] {
  assert.equal(answer.status, 200, answer.body);
  const { value, "@odata.context": _, ...rest } = JSON.parse(answer.body);
  const shown = new Map(value.map((item: Readonly<Record<string, unknown>>) => [item[key], marksIn(item)]));
  const seen = [...expected].filter(([, marks]) => marks.length > 0);
  assert.deepEqual([value.length, rest], [seen.length, {}]);
  assert.deepEqual(shown, new Map(seen.map(([name, marks]) => [name, new Set(marks)])));
  return value.map((item: Readonly<Record<string, K>>) => item[key]);
}

/** Pages of one until there is none: the list again, in the same order. */
async function isPaged(viewer: Viewer, path: string, key: string, keys: readonly unknown[]): Promise<void> {
  const paged: unknown[] = [];
  for (let skip = 0; skip <= keys.length; skip++) {
    const { body } = await viewer.get(`${path}?$top=1&$skip=${skip}`);
    const { value } = JSON.parse(body);
    assert.equal(value.length, skip < keys.length ? 1 : 0, "a page that is not full is the last");
    paged.push(...value.map((item: Readonly<Record<string, unknown>>) => item[key]));
  }
  assert.deepEqual(paged, keys);
}

async function readsWhatIsSeen(viewer: Viewer): Promise<void> {
  for (const [id, marks] of viewer.incidents)
    isAnswer(await viewer.get(`/api/incidents/${id}`), viewer.views, marks);
  for (const [id, marks] of viewer.alerts)
    isAnswer(await viewer.get(`/api/alerts/${id}`), viewer.views, marks);
}

async function listsWhatIsSeen(viewer: Viewer): Promise<void> {
  const [incidents, alerts] = [
    await viewer.get("/api/incidents"),
    await viewer.get("/api/alerts?$expand=evidence"),
  ];
  if (!viewer.views) {
    assert.deepEqual([incidents.status, alerts.status], [403, 403]);
    return;
  }
  const numbers = isList(incidents, "incidentId", viewer.incidents);
  await isPaged(viewer, "/api/incidents", "incidentId", numbers);
  const ids = isList(alerts, "id", viewer.alerts);
  assert.deepEqual(ids, ids.toSorted());
  await isPaged(viewer, "/api/alerts", "id", ids);
}

/** Graph shows the same, expanded, counted and below each incident. */
async function seesTheSameThroughGraph(viewer: Viewer): Promise<void> {
  for (const [id, marks] of viewer.incidents) {
    isAnswer(await viewer.graph(`/incidents/${id}?$expand=alerts`), viewer.views, marks);
    const below = await viewer.graph(`/incidents/${id}/alerts`);
    assert.equal(below.status, viewer.views ? (marks.length > 0 ? 200 : 404) : 403);
    if (below.status === 200) {
      const shown = marksIn(JSON.parse(below.body));
      assert.deepEqual(shown, new Set(id < MERGED ? marks : []));
    }
  }
  for (const [id, marks] of viewer.alerts)
    isAnswer(await viewer.graph(`/alerts_v2/${id}`), viewer.views, marks);
  if (!viewer.views) {
    for (const path of ["/incidents", "/alerts_v2", "/incidents/$count", "/alerts_v2/$count"])
      assert.equal((await viewer.graph(path)).status, 403);
    return;
  }
  const incidents = new Map([...viewer.incidents].map(([id, marks]) => [String(id), marks]));
  for (const [set, expected, query] of [
    ["incidents", incidents, "?$expand=alerts"],
    ["alerts_v2", viewer.alerts, ""],
  ] as const) {
    const seen = isList(await viewer.graph(`/${set}${query}`), "id", expected);
    assert.equal((await viewer.graph(`/${set}/$count`)).body, String(seen.length));
    const counted = await viewer.graph(`/${set}?$count=true&$top=1`);
    assert.equal(JSON.parse(counted.body)["@odata.count"], seen.length);
  }
}

async function changesWhatIsSeen(viewer: Viewer): Promise<void> {
  for (const [id, marks] of viewer.incidents) {
    const answer = await viewer.send("PATCH", `/api/incidents/${id}`, COMMENT);
    isAnswer(answer, viewer.investigates, marks, id < MERGED ? 200 : 400);
  }
  for (const [id, marks] of viewer.alerts)
    isAnswer(await viewer.send("PATCH", `/api/alerts/${id}`, COMMENT), viewer.investigates, marks);
  const batch = { alertIds: [...viewer.alerts.keys()], ...COMMENT };
  const { status } = await viewer.send("POST", "/api/alerts/batchUpdate", batch);
  const all = [...viewer.alerts.values()].every((marks) => marks.length > 0);
  assert.equal(status, viewer.investigates ? (all ? 200 : 404) : 403);
}

test("no answer ever shows a tenant, an alert, a device or an entity that its caller may not see", async () => {
  await fc.assert(
    fc.asyncProperty(world, async (it) => {
      const server = await startServer(configOf(it), incidentsOf(it));
      try {
        for (const [user] of it.users.entries()) {
          for (const [tenant] of TENANTS.entries()) {
            const viewer = await viewerOf(server, it, user, tenant);
            await readsWhatIsSeen(viewer);
            await listsWhatIsSeen(viewer);
            await seesTheSameThroughGraph(viewer);
            await changesWhatIsSeen(viewer);
          }
        }
      } finally {
        await server.stop();
      }
    }),
    { numRuns: 25 },
  );
});
