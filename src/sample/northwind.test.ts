import assert from "node:assert/strict";
import { test } from "node:test";
import { isDevice } from "../domain/evidence/evidence.ts";
import { deviceGroupOf, UNGROUPED_DEVICES } from "../domain/exposure/device-group.ts";
import { deviceIdOf } from "../domain/exposure/device-names.ts";
import { trimIncident } from "../domain/exposure/trim.ts";
import type { Exposure } from "../domain/scope.ts";
import { evidenceOf, textsOf } from "./evidence-within.fixture.ts";
import { northwind, northwindIncidents } from "./northwind.ts";
import { DEVICES } from "./tenant/devices.ts";

const { tenant, incidents } = northwind();
const redirected = incidents.filter((incident) => incident.status === "redirected");
const devices = evidenceOf(incidents).filter(isDevice);

test("the tenant is the same twice, byte for byte", () => {
  assert.equal(JSON.stringify(northwind()), JSON.stringify({ tenant, incidents }));
});

test("another seed gives other ids of alerts to the same stories", () => {
  const other = northwindIncidents(7);
  assert.deepEqual(
    other.map((incident) => incident.displayName),
    incidents.map((incident) => incident.displayName),
  );
  const ids = new Set(incidents.flatMap((incident) => incident.alerts.map((alert) => alert.alertId)));
  for (const alert of other.flatMap((incident) => incident.alerts)) assert.ok(!ids.has(alert.alertId));
});

test("there are about sixty incidents, four to six of them merged into others", () => {
  assert.ok(incidents.length >= 55 && incidents.length <= 66, String(incidents.length));
  assert.ok(redirected.length >= 4 && redirected.length <= 6, String(redirected.length));
});

test("ids are unique and ascend from 5012 with gaps", () => {
  const ids = incidents.map((incident) => incident.incidentId);
  assert.deepEqual(
    ids,
    [...new Set(ids)].toSorted((a, b) => a - b),
  );
  assert.equal(ids[0], 5012);
  assert.ok((ids.at(-1) ?? 0) - 5012 > ids.length);
});

test("no two alerts share an id", () => {
  const ids = incidents.flatMap((incident) => incident.alerts).map((alert) => alert.alertId);
  assert.equal(new Set(ids).size, ids.length);
});

test("one incident has exactly 150 alerts and no other comes near", () => {
  const counts = incidents.map((incident) => incident.alerts.length).toSorted((a, b) => b - a);
  assert.equal(counts[0], 150);
  assert.ok((counts[1] ?? 0) < 20);
});

test("every device is in the group that the tenant's rules give", () => {
  for (const device of [...devices, ...Object.values(DEVICES)])
    assert.equal(device.rbacGroupName, deviceGroupOf(device, tenant.deviceGroups), device.deviceDnsName);
});

test("every device group has devices, some devices have none, and most devices meet an incident", () => {
  const population = Object.values(DEVICES);
  assert.ok(population.length >= 33 && population.length <= 38, String(population.length));
  assert.deepEqual(
    new Set(population.map((device) => device.rbacGroupName)),
    new Set([...tenant.deviceGroups.map((group) => group.name), UNGROUPED_DEVICES]),
  );
  assert.ok(new Set(devices.map(deviceIdOf)).size > population.length * 0.8);
});

const overlaps = [
  { device: DEVICES.dc01, group: "Domain controllers", without: "Servers" },
  { device: DEVICES.dcFactory, group: "Domain controllers", without: "Servers" },
  { device: DEVICES.historian, group: "Servers", without: "Factory floor" },
  { device: DEVICES.lt0219, group: "Finance laptops", without: "Sales laptops" },
];

for (const { device, group, without } of overlaps) {
  test(`rank puts ${device.hostName} in "${group}" although "${without}" matches too`, () => {
    assert.equal(device.rbacGroupName, group);
    const others = tenant.deviceGroups.filter((candidate) => candidate.name !== group);
    assert.equal(deviceGroupOf(device, others), without);
  });
}

/** What a person sees by the tenant's roles, user groups and device groups. */
function exposureOf(userPrincipalName: string): Exposure {
  const mine = tenant.userGroups.filter((group) => group.members.includes(userPrincipalName));
  const isMine = (names: readonly string[]) => mine.some((group) => names.includes(group.name));
  const roles = tenant.roles.filter(
    (role) => isMine(role.userGroups) && role.permissions.includes("View data"),
  );
  const open = tenant.deviceGroups.filter((group) => isMine(group.userGroups)).map((group) => group.name);
  const ungrouped = isMine(tenant.ungroupedDevices.userGroups) ? [UNGROUPED_DEVICES] : [];
  return {
    kind: "limited",
    serviceSources: roles.some((role) => role.services === undefined)
      ? "all"
      : new Set(roles.flatMap((role) => role.services ?? [])),
    deviceGroups: new Set([...open, ...ungrouped]),
  };
}

function seenBy(userPrincipalName: string) {
  const groups = new Map(devices.map((device) => [deviceIdOf(device), device.rbacGroupName]));
  const exposure = exposureOf(userPrincipalName);
  return incidents
    .map((incident) => trimIncident(incident, exposure, (deviceId) => groups.get(deviceId)))
    .filter((incident) => incident !== undefined);
}

test("Ana sees every incident whole, save the merged ones that their targets decide", () => {
  assert.deepEqual(
    seenBy("ana.ruiz@northwind.example"),
    incidents.filter((incident) => incident.status !== "redirected"),
  );
});

test("Jonas sees fewer incidents, some of them trimmed, and no device but of his groups", () => {
  const seen = seenBy("jonas.weber@northwind.example");
  assert.ok(seen.length > 10 && seen.length < incidents.length / 2, String(seen.length));
  const trimmed = seen.filter((part) => {
    const whole = incidents.find((incident) => incident.incidentId === part.incidentId);
    return JSON.stringify(whole) !== JSON.stringify(part);
  });
  assert.ok(trimmed.length >= 4, String(trimmed.length));
  assert.deepEqual(textsOf(seen, "rbacGroupName"), new Set(["Sales laptops", UNGROUPED_DEVICES]));
});

test("the reader without a role sees nothing", () => {
  assert.deepEqual(seenBy("reader@northwind.example"), []);
});

test("what roles, groups and rules refer to is there, once", () => {
  const groups = tenant.userGroups.map((group) => group.name);
  const named = [
    ...tenant.roles.flatMap((role) => role.userGroups),
    ...tenant.deviceGroups.flatMap((group) => group.userGroups),
    ...tenant.ungroupedDevices.userGroups,
  ];
  for (const name of named) assert.ok(groups.includes(name), name);
  const users = tenant.users.map((user) => user.userPrincipalName);
  for (const member of tenant.userGroups.flatMap((group) => group.members))
    assert.ok(users.includes(member), member);
  const ids = [...tenant.users.map((user) => user.objectId), ...tenant.apps.map((app) => app.appId)];
  assert.equal(new Set(ids).size, ids.length);
});

test("there is an application of each kind, with secrets that say that they are for tests", () => {
  const may = (permission: string) =>
    tenant.apps.filter(({ permissions = [] }) => permissions.includes(permission)).map(({ name }) => name);
  assert.deepEqual(may("Incident.Read.All"), ["Northwind reader"]);
  assert.deepEqual(may("Incident.ReadWrite.All"), ["Northwind automation"]);
  assert.deepEqual(
    tenant.apps.filter(({ publicClient }) => publicClient).map(({ name, secret }) => [name, secret]),
    [["Northwind desktop", undefined]],
  );
  for (const { secret } of tenant.apps) assert.match(secret ?? "test-only-", /^test-only-/);
  for (const { password } of tenant.users) assert.match(password, /^test-only-/);
});
