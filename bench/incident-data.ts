import type { Incident } from "../src/domain/incident/incident.ts";
import { storedGrain, timestampFromMs } from "../src/domain/time.ts";
import { mulberry32 } from "../src/sample/random.ts";
import { type AlertFacts, hex, largeAlert, smallAlert } from "./alert-data.ts";
import { BOARD_DEVICES } from "./tenant.ts";

const START_MS = Date.UTC(2024, 9, 1);
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const TWO_YEARS_MS = 730 * DAY_MS;
/** Half of the set was created before it. */
export const MIDDLE = timestampFromMs(START_MS + TWO_YEARS_MS / 2);
/** Shortly after the first incidents. */
export const OLD = timestampFromMs(START_MS + 7 * DAY_MS);

const DEVICES = 5_000;
/** Of every so many devices one belongs to the board. */
const BOARD_EVERY = 100;

/** Owners by their share: nobody has 40 % of the incidents, the k-th of 20 analysts a k-th of what the first has. */
const OWNERS = Array.from({ length: 20 }, (_, at) => `analyst-${at + 1}@northwind.example`);
const UNASSIGNED_SHARE = 0.4;
const OWNER_WEIGHTS = OWNERS.map((_, at) => 1 / (at + 1));
const OWNER_WEIGHT_SUM = OWNER_WEIGHTS.reduce((sum, weight) => sum + weight, 0);
/** Has 0.6 / 3.6, about 17 %. */
export const BUSY_OWNER = "analyst-1@northwind.example";
/** Has 0.6 / 3.6 / 16, about 1 %. */
export const RARE_OWNER = "analyst-16@northwind.example";

const STATUS_SHARES = [
  ["active", 0.03],
  ["inProgress", 0.02],
  ["redirected", 0.25],
] as const;
/** Most incidents are done with within hours; the others take some weeks. */
const QUICK_SHARE = 0.85;
const QUICK_MEAN_MS = 7 * HOUR_MS;
const SLOW_MEAN_MS = 12 * DAY_MS;

/** An incident of about 5 kB on the wire, one a minute. */
export function benchIncident(incidentId: number): Incident {
  const at = (minutes: number) => timestampFromMs(START_MS + (incidentId + minutes) * MINUTE_MS, 4667);
  const facts = {
    incidentId,
    device: {
      mdeDeviceId: hex(incidentId, 40),
      deviceDnsName: `lt-${incidentId % DEVICES}.corp.northwind.example`,
    },
    at: { created: at(2), updated: at(30) },
    status: "new",
  } as const;
  return incidentOf(facts, {
    assignedTo: incidentId % 3 === 0 ? "ana.ruiz@northwind.example" : null,
    status: incidentId % 4 === 0 ? "inProgress" : "active",
    alerts: [largeAlert(facts)],
  });
}

/**
 * One of a set of `count` as a tenant has it after two years, about 2 kB on the wire: numbered as they were created, changed
 * last some hours or weeks later, most of them resolved, a quarter merged into others.
 */
export function tenantIncident(incidentId: number, count: number): Incident {
  const chance = chanceOf(incidentId);
  const createdMs = START_MS + ((incidentId - 1 + chance()) / count) * TWO_YEARS_MS;
  const updatedMs = createdMs + delayMs(chance, START_MS + TWO_YEARS_MS - createdMs);
  const assignedTo = ownerAt(chance());
  const status = statusOf(incidentId);
  const target = status === "redirected" ? mergeTargetOf(incidentId) : null;
  const device = Math.floor(chance() * DEVICES);
  const facts: AlertFacts = {
    incidentId,
    device: {
      mdeDeviceId: hex(device, 40),
      deviceDnsName: `${device % BOARD_EVERY === 0 ? BOARD_DEVICES : "lt-"}${device}.corp.northwind.example`,
    },
    at: { created: storedAt(createdMs), updated: storedAt(updatedMs) },
    status: status === "resolved" ? "resolved" : "new",
  };
  return {
    ...incidentOf(facts, { assignedTo, status, alerts: status === "redirected" ? [] : [smallAlert(facts)] }),
    redirectIncidentId: target,
  };
}

function incidentOf(
  { incidentId, at }: AlertFacts,
  rest: Pick<Incident, "assignedTo" | "status" | "alerts">,
): Incident {
  return {
    incidentId,
    redirectIncidentId: null,
    displayName: "Credential access incident on one endpoint involving one user",
    createdDateTime: at.created,
    lastUpdateDateTime: at.updated,
    classification: "unknown",
    determination: "unknown",
    severity: "high",
    customTags: ["tier2"],
    systemTags: [],
    description: null,
    summary: null,
    resolvingComment: null,
    lastModifiedBy: null,
    priorityScore: null,
    comments: [],
    ...rest,
  };
}

/** The dice of an incident: the same on every machine and in every set. */
function chanceOf(incidentId: number, about = 0): () => number {
  return mulberry32(Math.imul(incidentId * 2 + about, 0x9e3779b1));
}

function statusOf(incidentId: number): Incident["status"] {
  let left = chanceOf(incidentId, 1)();
  for (const [status, share] of STATUS_SHARES) {
    // The first one has nothing to be merged into.
    if (left < share && incidentId > 1) return status;
    left -= share;
  }
  return "resolved";
}

/** The nearest incident before that is not merged itself, so that there are no chains. */
function mergeTargetOf(incidentId: number): number {
  const before = incidentId - 1;
  return statusOf(before) === "redirected" ? mergeTargetOf(before) : before;
}

function delayMs(chance: () => number, leftMs: number): number {
  const mean = chance() < QUICK_SHARE ? QUICK_MEAN_MS : SLOW_MEAN_MS;
  const delay = -mean * Math.log(1 - chance());
  // Nothing changes after the end of the two years.
  return delay < leftMs ? delay : (delay % leftMs) * chance();
}

function ownerAt(draw: number): string | null {
  let left = ((draw - UNASSIGNED_SHARE) / (1 - UNASSIGNED_SHARE)) * OWNER_WEIGHT_SUM;
  if (left < 0) return null;
  for (const [at, weight] of OWNER_WEIGHTS.entries()) {
    if (left < weight) return OWNERS[at] ?? null;
    left -= weight;
  }
  return null;
}

function storedAt(ms: number) {
  return storedGrain(timestampFromMs(Math.floor(ms)));
}
