import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Alert } from "../src/domain/alert/alert.ts";
import type { Incident } from "../src/domain/incident/incident.ts";
import { type Config, parseConfig } from "../src/server/config/config.ts";
import { alertOf, deviceOf, incidentOf } from "./fixtures/incidents.ts";
import { startServer } from "./fixtures/server.ts";

const TENANTS = ["7b2f0c4e-58a1-4d0e-9c37-2f6d1a90be11", "0c9a3d52-4b1e-4f7a-8a66-51d2e7b03f94"] as const;
const SERVICES = ["microsoftDefenderForEndpoint", "microsoftDefenderForOffice365"] as const;
const GROUPS = 3;
const DEVICES = 5;

/** Device `d` of tenant `t` is in group `d` by its name, or ungrouped; everything that tells of it has its mark. */
const deviceMark = (tenant: number, device: number) => `mark${tenant}device${device}`;
const alertMark = (tenant: number, incident: number, alert: number) =>
  `mark${tenant}alert${incident}x${alert}`;

interface World {
  /** By tenant, incident and alert: the service, and the devices. */
  readonly incidents: readonly (readonly (readonly {
    readonly service: number;
    readonly devices: readonly number[];
  }[])[])[];
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

function incidentsOf({ incidents }: World): Readonly<Record<string, readonly Incident[]>> {
  return Object.fromEntries(
    TENANTS.map((id, tenant) => [
      id,
      (incidents[tenant] ?? []).map((alerts, index) =>
        incidentOf({
          incidentId: index + 1,
          alerts: alerts.map((alert, number) => alertFrom(tenant, index + 1, number, alert)),
        }),
      ),
    ]),
  );
}

function alertFrom(
  tenant: number,
  incident: number,
  number: number,
  plan: { service: number; devices: readonly number[] },
): Alert {
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
        fileDetails: { fileName: "tool.exe" },
      },
    ]),
  });
}

/** The rules of design § 4 once more, in the shortest words, to compare with. */
function oracle({ open, users }: World, user: number) {
  const { groups, services } = users[user] ?? { groups: [], services: undefined };
  const deviceSeen = (device: number) => {
    const names = open[groupOf(device)] ?? [];
    return names.length === 0 || names.some((name) => groups.includes(name));
  };
  const alertSeen = (alert: { readonly service: number; readonly devices: readonly number[] }) =>
    services !== undefined &&
    (services === "all" || services.includes(alert.service)) &&
    (alert.devices.length === 0 || alert.devices.some(deviceSeen));
  return { deviceSeen, alertSeen, views: services !== undefined };
}

test("no answer ever shows a tenant, an alert, a device or an entity that its caller may not see", async () => {
  await fc.assert(
    fc.asyncProperty(world, async (it) => {
      const server = await startServer(configOf(it), incidentsOf(it));
      try {
        for (const [user] of it.users.entries()) {
          for (const [tenant, tenantId] of TENANTS.entries()) {
            const person = {
              objectId: `00000000-0000-4000-8000-00000000000${user}`,
              userPrincipalName: upn(user),
            };
            const token = await server.userToken(tenantId, person);
            const { deviceSeen, alertSeen, views } = oracle(it, user);
            for (const [index, alerts] of (it.incidents[tenant] ?? []).entries()) {
              const { status, body } = await server.ask(`/api/incidents/${index + 1}`, { token });
              const seen = alerts.filter(alertSeen);
              assert.equal(status, views ? (seen.length > 0 ? 200 : 404) : 403);
              const expected = new Set(
                status === 200
                  ? alerts.flatMap((alert, number) =>
                      alertSeen(alert)
                        ? [
                            alertMark(tenant, index + 1, number),
                            ...alert.devices.filter(deviceSeen).map((device) => deviceMark(tenant, device)),
                          ]
                        : [],
                    )
                  : [],
              );
              assert.deepEqual(new Set(body.match(/mark\d(?:device\d|alert\dx\d)/g) ?? []), expected);
            }
          }
        }
      } finally {
        await server.stop();
      }
    }),
    { numRuns: 25 },
  );
});
