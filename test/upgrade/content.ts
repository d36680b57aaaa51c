import type { DeviceGroup } from "../../src/domain/exposure/device-group.ts";
import type { Incident } from "../../src/domain/incident/incident.ts";
import { northwindIncidents } from "../../src/sample/northwind.ts";
import { alertOf, deviceOf, incidentOf, time } from "../fixtures/incidents.ts";
import { NORTHWIND, operatorOf } from "../fixtures/scopes.ts";

/** What a kept database is filled with. Released programs run this file as well: it uses nothing but what the first one had. */

export const SAMPLE_TENANT = NORTHWIND;
export const ODD_TENANT = "0c9a3d52-4b1e-4f7a-8a66-51d2e7b03f94";
export const TENANTS = [SAMPLE_TENANT, ODD_TENANT] as const;

export const GROUPS: readonly DeviceGroup[] = [
  { name: "Servers", rank: 1, match: { names: ["srv-*"] } },
  { name: "Laptops", rank: 2, match: { names: ["lt-*"] } },
];

/** Enough of the sample to have evidence of many kinds. */
const SAMPLE_INCIDENTS = 10;

const server = deviceOf({ mdeDeviceId: "5e01", deviceDnsName: "srv-1.northwind.example" });
const laptop = deviceOf({ mdeDeviceId: "1a01", deviceDnsName: "lt-1.northwind.example" });

const odd: readonly Incident[] = [
  incidentOf({
    incidentId: 1,
    displayName: "“Quotes”, \\ back\\slashes, \t tab, emoji 🛎, U+0000 \u0000 and half a pair \ud83d",
    assignedTo: "O'Brien",
    customTags: ["vip", "$1", ""],
    comments: [
      {
        comment: "seen",
        createdByDisplayName: "ana",
        createdDateTime: time("2026-03-04T10:00:00.1234567Z"),
      },
    ],
    alerts: [
      alertOf({ alertId: "da-server", evidence: [server], investigationId: 2 ** 53 - 1 }),
      alertOf({ alertId: "da-laptop", evidence: [laptop], status: "resolved", severity: "high" }),
      alertOf({ alertId: "ma-mail", serviceSource: "microsoftDefenderForOffice365", assignedTo: "ana" }),
    ],
    unmapped: { defender: { nested: { deep: [1, 2.5, null, "x"] } } },
  }),
  incidentOf({ incidentId: 2, status: "redirected", redirectIncidentId: 1, alerts: [] }),
  incidentOf({ incidentId: 3, status: "redirected", redirectIncidentId: 2, alerts: [] }),
  incidentOf({
    incidentId: 4,
    alerts: [
      alertOf({ alertId: "da4-open", evidence: [laptop] }),
      alertOf({ alertId: "da4-open-too", evidence: [server], status: "inProgress" }),
    ],
  }),
  incidentOf({ incidentId: Number.MAX_SAFE_INTEGER, status: "resolved", alerts: [] }),
];

const older = incidentOf({ incidentId: 1, lastUpdateDateTime: time("2026-03-04T08:30:00Z") });

const bytes = (document: unknown) => new TextEncoder().encode(JSON.stringify(document));
const withOriginal = (incident: Incident) => ({ incident, original: bytes(incident) });

/** Of a store of any release; the later part is left out by those that could not do it yet. */
interface AnyStore {
  readonly devices: {
    regroup(scope: ReturnType<typeof operatorOf>, groups: readonly DeviceGroup[]): Promise<unknown>;
  };
  readonly incidents: {
    put(
      scope: ReturnType<typeof operatorOf>,
      writes: readonly { readonly incident: Incident; readonly original?: Uint8Array }[],
    ): Promise<unknown>;
    update?(
      scope: ReturnType<typeof operatorOf>,
      incidentId: number,
      update: { readonly comment?: string; readonly assignedTo?: string; readonly status?: "resolved" },
      form: string,
    ): Promise<unknown>;
  };
}

export async function fill(store: AnyStore, form: string): Promise<void> {
  for (const tenantId of TENANTS) await store.devices.regroup(operatorOf(tenantId), GROUPS);
  const sample = northwindIncidents().slice(0, SAMPLE_INCIDENTS);
  await store.incidents.put(operatorOf(SAMPLE_TENANT), sample.map(withOriginal));
  const scope = operatorOf(ODD_TENANT);
  await store.incidents.put(scope, odd.map(withOriginal));
  await store.incidents.put(scope, [withOriginal(older)]);
  await store.incidents.update?.(scope, 1, { comment: "updated", assignedTo: "mia" }, form);
  // Its alerts are to be resolved by whoever opens the database next.
  await store.incidents.update?.(scope, 4, { status: "resolved" }, form);
}
