import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import fc from "fast-check";
import { alertOf, deviceOf, incidentOf, time } from "../../test/fixtures/incidents.ts";
import { operatorOf, userOf } from "../../test/fixtures/scopes.ts";
import { ALERT_STATUSES } from "../domain/enums.ts";
import type { Incident } from "../domain/incident/incident.ts";
import { alertSurface } from "../wire/defender/alert-surface.ts";
import { incidentSurface } from "../wire/defender/incident-surface.ts";
import { readListQuery } from "../wire/defender/list-query.ts";
import type { Query } from "../wire/odata/query.ts";
import { selectionOf } from "../wire/odata/selection.ts";
import { toComparator } from "../wire/odata/to-comparator.ts";
import { toPredicate } from "../wire/odata/to-predicate.ts";
import type { SuiteOptions, SuiteSize } from "./contract.suite.ts";
import type { Store } from "./contract.ts";

const FORM = "pages/1";
const renderers = [
  { form: FORM, incident: (incident: { incidentId: number }) => `${incident.incidentId}`, alert: () => "" },
];
const clock = { now: () => time("2026-11-20T12:00:00Z") };
const GROUPS = ["Servers", "Laptops", "Phones"] as const;
const SERVICES = ["microsoftDefenderForEndpoint", "microsoftDefenderForOffice365"] as const;

/** So few of many. */
const RARE = 6;

const instants = ["2026-03-01T00:00:00Z", "2026-03-01T00:00:00.0000001Z", "2026-03-02T10:00:00.5Z"] as const;
const instant = fc.constantFrom(...instants);
const owner = fc.constantFrom(null, "ana", "Ana", "o'brien");

/** A few values that often coincide, so that ties, misses and empty pages all happen. */
const incidents: fc.Arbitrary<readonly Incident[]> = fc
  .array(
    fc.record({
      created: instant,
      updated: instant,
      status: fc.constantFrom("active", "awaitingAction", "inProgress", "resolved", "redirected"),
      owner,
      target: fc.nat({ max: 14 }),
      alerts: fc.array(
        fc.record({
          service: fc.constantFrom(...SERVICES),
          devices: fc.subarray([0, 1, 2]),
          status: fc.constantFrom(...ALERT_STATUSES),
          severity: fc.constantFrom("low", "high"),
          created: instant,
          updated: instant,
        }),
        { minLength: 1, maxLength: 3 },
      ),
    }),
    { maxLength: 14 },
  )
  .map((plans) =>
    plans.map(({ created, updated, status, target, alerts, ...plan }, index) =>
      incidentOf({
        incidentId: index + 1,
        createdDateTime: time(created),
        lastUpdateDateTime: time(updated),
        status,
        assignedTo: plan.owner,
        redirectIncidentId: status === "redirected" ? (target === index + 1 ? 99 : target + 1) : null,
        alerts:
          status === "redirected"
            ? []
            : alerts.map((alert, number) =>
                alertOf({
                  alertId: `da${(index * 7 + number * 3) % 40}-${index}-${number}`,
                  serviceSource: alert.service,
                  status: alert.status,
                  severity: alert.severity,
                  assignedTo: plan.owner,
                  createdDateTime: time(alert.created),
                  lastUpdateDateTime: time(alert.updated),
                  evidence: alert.devices.map((device) =>
                    deviceOf({
                      mdeDeviceId: `d${device}`,
                      deviceDnsName: `group-${device}.northwind.example`,
                    }),
                  ),
                }),
              ),
      }),
    ),
  );

const comparison = fc.constantFrom("eq", "ne", "gt", "ge", "lt", "le");
const text = (value: string | null) => (value === null ? "null" : `'${value.replaceAll("'", "''")}'`);
const common = fc.oneof(
  fc
    .tuple(fc.constantFrom("eq", "ne"), owner)
    .map(([operator, value]) => `assignedTo ${operator} ${text(value)}`),
  fc.constantFrom("assignedTo in ('ana','Ana')", "not (assignedTo eq 'ana')"),
);
const incidentTerm = fc.oneof(
  common,
  fc
    .tuple(fc.constantFrom("createdTime", "lastUpdateTime"), comparison, instant)
    .map((parts) => parts.join(" ")),
  fc
    .tuple(fc.constantFrom("eq", "ne"), fc.constantFrom("Active", "InProgress", "Resolved", "Redirected"))
    .map(([operator, status]) => `status ${operator} '${status}'`),
);
const alertTerm = fc.oneof(
  common,
  fc
    .tuple(fc.constantFrom("alertCreationTime", "lastUpdateTime"), comparison, instant)
    .map((parts) => parts.join(" ")),
  fc.constantFrom("status eq 'New'", "status ne 'Resolved'", "severity eq 'High'", "category eq 'Malware'"),
  fc.tuple(comparison, fc.nat({ max: 15 })).map(([operator, id]) => `incidentId ${operator} ${id}`),
  fc.constantFrom("id eq 'da0-0-0'", "id gt 'da2'", "detectionSource eq 'WindowsDefenderAtp'"),
);
const filterOf = (term: fc.Arbitrary<string>) =>
  fc
    .tuple(fc.array(term, { maxLength: 3 }), fc.constantFrom(" and ", " or "))
    .map(([terms, joined]) => terms.join(joined));

const paging = fc.record({
  top: fc.option(fc.nat({ max: 6 }), { nil: undefined }),
  skip: fc.option(fc.nat({ max: 8 }), { nil: undefined }),
});
const limited = fc.record({
  groups: fc.subarray([...GROUPS]),
  services: fc.constantFrom("all" as const, [SERVICES[0]], [...SERVICES], []),
});
const scope = fc.option(limited, { nil: undefined });

const rawQuery = (options: Readonly<Record<string, string | number | undefined>>) =>
  Object.entries(options)
    .filter(([, value]) => value !== undefined && value !== "")
    .map(([name, value]) => `$${name}=${encodeURIComponent(String(value))}`)
    .join("&");

/** The rows that a query is about, by the engine's own predicate and order. */
function expected<T extends object>(rows: readonly T[], query: Query): readonly T[] {
  return rows
    .filter(toPredicate(query.filter))
    .toSorted(toComparator(query.orderBy))
    .slice(query.skip, query.skip + query.take);
}

/** Pages on every backend: the same as filtering, ordering and cutting what the scope sees one by one. */
export function storePages(
  name: string,
  open: (options: SuiteOptions) => Promise<Store>,
  size: SuiteSize,
): void {
  describe(`${name} reads pages`, () => {
    let store: Store;
    let tenants = 0;
    before(async () => {
      store = await open({ renderers, clock });
    });
    after(() => store.close());

    async function tenantWith(all: readonly Incident[]) {
      const tenant = `pages-${++tenants}`;
      const operator = operatorOf(tenant);
      const groups = GROUPS.map((group, rank) => ({
        name: group,
        rank: rank + 1,
        match: { names: [`group-${rank}`] },
      }));
      await store.devices.regroup(operator, groups);
      // In two writes, so that targets come before and after what was merged into them.
      await store.incidents.put(
        operator,
        all.toReversed().map((incident) => ({ incident })),
      );
      return { tenant, operator };
    }

    test("of incidents as if each were asked for, filtered and ordered by itself", async () => {
      const orderby = fc.constantFrom(undefined, "lastUpdateTime asc", "createdTime desc", "createdTime");
      await fc.assert(
        fc.asyncProperty(
          incidents,
          filterOf(incidentTerm),
          orderby,
          paging,
          scope,
          async (all, filter, order, { top, skip }, limits) => {
            const { tenant, operator } = await tenantWith(all);
            const caller = limits ? userOf(tenant, limits.groups, limits.services) : operator;
            const query = readListQuery(rawQuery({ filter, orderby: order, top, skip }), incidentSurface);
            const seen = (
              await Promise.all(all.map(({ incidentId }) => store.incidents.get(caller, incidentId)))
            ).filter((incident) => incident !== undefined);
            const page = await store.incidents.page(caller, selectionOf(query), FORM);
            assert.deepEqual(
              page.map(({ incidentId }) => incidentId),
              expected(seen, query).map(({ incidentId }) => incidentId),
            );
            assert.ok(page.every(({ incidentId, incident }) => incident === `${incidentId}`));
          },
        ),
        { numRuns: size.runs },
      );
    });

    test("of alerts likewise", async () => {
      await fc.assert(
        fc.asyncProperty(
          incidents,
          filterOf(alertTerm),
          paging,
          scope,
          async (all, filter, { top, skip }, limits) => {
            const { tenant, operator } = await tenantWith(all);
            const caller = limits ? userOf(tenant, limits.groups, limits.services) : operator;
            const query = readListQuery(rawQuery({ filter, top, skip }), alertSurface);
            const ids = all.flatMap((incident) => incident.alerts.map(({ alertId }) => alertId));
            const seen = (await Promise.all(ids.map((id) => store.alerts.get(caller, id))))
              .filter((found) => found !== undefined)
              .map(({ alert, incidentId }) => ({ ...alert, incidentId }));
            const page: string[] = [];
            for await (const { alert } of store.alerts.page(caller, selectionOf(query)))
              page.push(alert.alertId);
            assert.deepEqual(
              page,
              expected(seen, query).map(({ alertId }) => alertId),
            );
          },
        ),
        { numRuns: size.runs },
      );
    });

    test("of a scope with more open groups than a database merges at once", async () => {
      const { tenant } = await tenantWith([
        incidentOf({
          incidentId: 1,
          alerts: [
            alertOf({
              alertId: "da-1",
              evidence: [deviceOf({ mdeDeviceId: "d0", deviceDnsName: "group-0.northwind.example" })],
            }),
          ],
        }),
        incidentOf({ incidentId: 2 }),
      ]);
      const many = Array.from({ length: 1_000 }, (_, index) => `Group ${index}`);
      const query = readListQuery("", incidentSurface);
      const page = await store.incidents.page(userOf(tenant, ["Servers", ...many]), selectionOf(query), FORM);
      assert.deepEqual(
        page.map(({ incidentId }) => incidentId),
        [1, 2],
      );
    });

    test("of a filter whose parts are all frequent, by the order alone", async () => {
      const tenant = operatorOf(`pages-${++tenants}`);
      const all = Array.from({ length: size.incidents }, (_, index) => ({
        incident: incidentOf({
          incidentId: index + 1,
          assignedTo: index < RARE ? "rare" : "ana",
          alerts: [],
        }),
      }));
      await store.incidents.put(tenant, all);
      for (const [filter, count] of [
        ["createdTime ge 2026-01-01T00:00:00Z", 100],
        ["createdTime ge 2026-01-01T00:00:00Z and assignedTo eq 'rare'", RARE],
        [
          "createdTime ge 2026-01-01T00:00:00Z and assignedTo in ('rare','nobody') and status eq 'Active'",
          RARE,
        ],
        ["createdTime lt 2026-01-01T00:00:00Z and status eq 'Active'", 0],
      ] as const) {
        const query = readListQuery(rawQuery({ filter }), incidentSurface);
        assert.equal((await store.incidents.page(tenant, selectionOf(query), FORM)).length, count, filter);
      }
    });
  });
}
