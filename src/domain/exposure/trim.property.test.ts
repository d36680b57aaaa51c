import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { alertOf, deviceOf, incidentOf, time } from "../../../test/fixtures/incidents.ts";
import type { Alert } from "../alert/alert.ts";
import type { DeviceEvidence } from "../evidence/device-evidence.ts";
import type { Evidence } from "../evidence/evidence.ts";
import type { Incident } from "../incident/incident.ts";
import type { Exposure } from "../scope.ts";
import { UNGROUPED_DEVICES } from "./device-group.ts";
import { deviceIdOf } from "./device-names.ts";
import { exposureKeysOf, isVisible } from "./exposure-key.ts";
import { trimIncident } from "./trim.ts";

/** Random tenants, judged beside the real rules by a model that knows of each piece what it was made to name. */

const SERVICES = ["microsoftDefenderForEndpoint", "microsoftDefenderForOffice365", "microsoftSentinel"];
const GROUPS = ["Servers", "Laptops", UNGROUPED_DEVICES];

interface Device {
  readonly evidence: DeviceEvidence;
  readonly group: string | undefined;
}
interface Piece {
  readonly device: number;
  readonly form: "device" | "process" | "kept" | "host" | "link" | "address";
}
interface AlertModel {
  readonly service: string;
  readonly pieces: readonly Piece[];
  readonly mentions: readonly number[];
}
interface Tenant {
  readonly devices: readonly Device[];
  readonly alerts: readonly AlertModel[];
  readonly exposure: Extract<Exposure, { kind: "limited" }>;
}

const hex = (length: number) =>
  fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: length, maxLength: length });

const device: fc.Arbitrary<Device> = fc
  .record({
    id: hex(40),
    aad: fc.uuid(),
    known: fc.constantFrom("mde", "both", "aad"),
    group: fc.constantFrom(...GROUPS, undefined),
  })
  .map(({ id, aad, known, group }) => {
    const { mdeDeviceId: _, ...other } = deviceOf({ mdeDeviceId: id });
    return {
      group,
      evidence: {
        ...other,
        ...(known === "aad" ? {} : { mdeDeviceId: id }),
        ...(known === "mde" ? {} : { azureAdDeviceId: aad }),
      },
    };
  });

const piece = fc.record({
  device: fc.nat(),
  form: fc.constantFrom<Piece["form"]>("device", "device", "process", "kept", "host", "link", "address"),
});

const tenants: fc.Arbitrary<Tenant> = fc.record({
  devices: fc.array(device, { minLength: 1, maxLength: 6 }),
  alerts: fc.array(
    fc.record({
      service: fc.constantFrom(...SERVICES),
      pieces: fc.array(piece, { maxLength: 6 }),
      mentions: fc.array(fc.nat(), { maxLength: 2 }),
    }),
    { maxLength: 6 },
  ),
  exposure: fc
    .record({
      serviceSources: fc.oneof(fc.constant("all" as const), fc.subarray(SERVICES)),
      deviceGroups: fc.subarray(GROUPS),
    })
    .map(({ serviceSources, deviceGroups }) => ({
      kind: "limited" as const,
      serviceSources: serviceSources === "all" ? ("all" as const) : new Set(serviceSources),
      deviceGroups: new Set(deviceGroups),
    })),
});

const base = {
  createdDateTime: time("2026-03-04T08:11:52Z"),
  verdict: "unknown",
  remediationStatus: "none",
  roles: [],
  detailedRoles: [],
  tags: [],
} as const;

const pick = <T>(items: readonly T[], index: number): T | undefined => items[index % items.length];
const idOf = ({ evidence }: Device) => evidence.mdeDeviceId ?? evidence.azureAdDeviceId ?? "";

/** The evidence of a piece. A link is made beside its device, because a device is known by its own evidence. */
function evidenceOf({ form }: Piece, device: Device): readonly Evidence[] {
  const { evidence } = device;
  const key = evidence.mdeDeviceId === undefined ? "aadDeviceId" : "deviceId";
  if (form === "device") return [evidence];
  if (form === "process" && evidence.mdeDeviceId !== undefined) {
    return [{ ...base, kind: "processEvidence", mdeDeviceId: evidence.mdeDeviceId }];
  }
  if (form === "host") return [{ ...base, kind: "hostLogonSessionEvidence", host: evidence }];
  if (form === "link") {
    const url = `https://northwind.example/machines/${idOf(device)}/timeline`;
    return [evidence, { ...base, kind: "urlEvidence", url }];
  }
  if (form === "address") return [{ ...base, kind: "ipEvidence", ipAddress: "192.0.2.7" }];
  return [{ ...base, kind: "ipEvidence", unmapped: { defender: { deep: [{ [key]: idOf(device) }] } } }];
}

const alertIdOf = (index: number) => `da6380${index}411-7_9`;

function alertOfModel(tenant: Tenant, model: AlertModel, index: number): Alert {
  const evidence = model.pieces.flatMap((part) => {
    const device = pick(tenant.devices, part.device);
    return device ? evidenceOf(part, device) : [];
  });
  const related = model.mentions.map((mention) => alertIdOf(mention % tenant.alerts.length));
  return alertOf({
    alertId: alertIdOf(index),
    serviceSource: model.service,
    evidence,
    additionalData: { related, text: "kept" },
  });
}

const incidentOfTenant = (tenant: Tenant): Incident =>
  incidentOf({ incidentId: 1, alerts: tenant.alerts.map((model, at) => alertOfModel(tenant, model, at)) });

const groupsOf = (tenant: Tenant) => {
  const groups = new Map(tenant.devices.map(({ evidence, group }) => [deviceIdOf(evidence), group]));
  return (deviceId: string) => groups.get(deviceId);
};

const isOpen = ({ exposure }: Tenant, { group }: Device) =>
  group !== undefined && exposure.deviceGroups.has(group);

function modelSees(tenant: Tenant, model: AlertModel): boolean {
  const { serviceSources } = tenant.exposure;
  if (serviceSources !== "all" && !serviceSources.has(model.service)) return false;
  const devicesOfForms = (forms: readonly Piece["form"][]) =>
    model.pieces
      .filter(({ form }) => forms.includes(form))
      .flatMap((part) => pick(tenant.devices, part.device) ?? []);
  const own = devicesOfForms(["device", "link"]);
  const named = own.length > 0 ? own : devicesOfForms(["process", "kept", "host"]);
  return named.length === 0 || named.some((device) => isOpen(tenant, device));
}

/** The alert ids and the evidence that the model says the caller sees. */
function expected(tenant: Tenant): ReadonlyMap<string, readonly Evidence[]> {
  const seen = tenant.alerts.flatMap((model, at): readonly (readonly [string, readonly Evidence[]])[] => {
    if (!modelSees(tenant, model)) return [];
    const evidence = model.pieces.flatMap((part) => {
      const device = pick(tenant.devices, part.device);
      if (!device || (part.form !== "address" && !isOpen(tenant, device))) return [];
      return evidenceOf(part, device);
    });
    return [[alertIdOf(at), evidence]];
  });
  return new Map(seen);
}

test("nothing hidden is in a trimmed incident, and nothing visible is lost", () => {
  fc.assert(
    fc.property(tenants, (tenant) => {
      const trimmed = trimIncident(incidentOfTenant(tenant), tenant.exposure, groupsOf(tenant));
      const wanted = expected(tenant);
      assert.deepEqual(new Map(trimmed?.alerts.map(({ alertId, evidence }) => [alertId, evidence])), wanted);
      const text = JSON.stringify(trimmed ?? null).toLowerCase();
      for (const device of tenant.devices.filter((each) => !isOpen(tenant, each))) {
        const { mdeDeviceId, azureAdDeviceId, deviceDnsName } = device.evidence;
        for (const name of [mdeDeviceId, azureAdDeviceId, deviceDnsName]) {
          assert.ok(name === undefined || !text.includes(name.toLowerCase()), `shows the device ${name}`);
        }
      }
      for (const at of tenant.alerts.keys()) {
        assert.equal(text.includes(alertIdOf(at)), wanted.has(alertIdOf(at)), `alert ${at}`);
      }
    }),
    { numRuns: 400 },
  );
});

test("an incident is seen exactly when one of its keys opens", () => {
  fc.assert(
    fc.property(tenants, (tenant) => {
      const incident = incidentOfTenant(tenant);
      const groupOf = groupsOf(tenant);
      const trimmed = trimIncident(incident, tenant.exposure, groupOf);
      assert.equal(
        trimmed !== undefined,
        isVisible(exposureKeysOf(incident.alerts), tenant.exposure, groupOf),
      );
    }),
  );
});

test("trimming twice is trimming once, and whoever sees everything gets the incident itself", () => {
  fc.assert(
    fc.property(tenants, (tenant) => {
      const incident = incidentOfTenant(tenant);
      const groupOf = groupsOf(tenant);
      const once = trimIncident(incident, tenant.exposure, groupOf);
      if (once) assert.deepEqual(trimIncident(once, tenant.exposure, groupOf), once);
      assert.equal(trimIncident(incident, { kind: "everything" }, groupOf), incident);
    }),
  );
});
