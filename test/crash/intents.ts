import { alertStatus, classification, determination, incidentStatus } from "../../src/wire/defender/enums.ts";
import type { Chance } from "./chance.ts";
import type { Intent } from "./ledger.ts";
import type { Writer } from "./load.ts";
import { alertIdsOf, LAPTOPS, OPEN_INCIDENTS } from "./tenants.ts";

/** A request over HTTP. */
export interface WriteRequest {
  readonly method: "PATCH" | "POST";
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
}

const JUDGEMENTS = [
  { classification: "truePositive", determination: "malware" },
  { classification: "falsePositive", determination: "notMalicious" },
  { classification: "informationalExpectedActivity", determination: "securityTesting" },
] as const;

const KINDS = [
  "update",
  "update",
  "owner",
  "alert",
  "alert",
  "batch",
  "report",
  "report again",
  "resolve",
  "resolve",
] as const;

/** Chooses the next write: mostly updates of what others update as well, now and then a report or a resolved incident. */
export function nextIntent(chance: Chance, marker: string, writer: Writer): Intent {
  const incidentId = chance.pick(OPEN_INCIDENTS);
  const comment = marker;
  switch (chance.pick(KINDS)) {
    case "owner":
      return { kind: "incident", incidentId, update: { comment, assignedTo: `${marker}@northwind.example` } };
    case "alert": {
      const alertIds = [chance.pick(alertIdsOf(incidentId))];
      const status = chance.pick(["new", "inProgress", "resolved"]);
      return { kind: "alerts", alertIds, update: { comment, status, ...chance.pick(JUDGEMENTS) } };
    }
    case "batch": {
      const several = chance.some(OPEN_INCIDENTS, chance.whole(2, 5));
      const alertIds = several.flatMap((id) => chance.some(alertIdsOf(id), chance.whole(1, 2)));
      return { kind: "alerts", alertIds, update: { comment, ...chance.pick(JUDGEMENTS) } };
    }
    case "report":
      return { ...reportBy(writer), title: marker, machineId: chance.pick(LAPTOPS) };
    case "report again":
      return { ...reportBy(writer), title: `Seen again by ${writer.name}`, machineId: LAPTOPS[0] ?? "" };
    case "resolve": {
      const taken = writer.large.pop() ?? writer.reported.pop();
      if (taken !== undefined)
        return { kind: "incident", incidentId: taken, update: { comment, status: "resolved" } };
    }
  }
  const status = chance.pick(["active", "inProgress"]);
  const update = { comment, status, customTags: [marker], ...chance.pick(JUDGEMENTS) };
  return { kind: "incident", incidentId, update };
}

/** Each report of a writer tells of an event that is 100 ns later than the one before. */
function reportBy(writer: Writer) {
  const eventDateTime = `2026-03-05T10:00:00.${String(++writer.reports).padStart(7, "0")}Z`;
  return { kind: "report", eventDateTime } as const;
}

/** The request that carries an intent to the server. */
export function requestOf(intent: Intent): WriteRequest {
  switch (intent.kind) {
    case "incident": {
      const { customTags, ...update } = intent.update;
      const tags = customTags && { tags: customTags };
      return {
        method: "PATCH",
        path: `/api/incidents/${intent.incidentId}`,
        body: { ...inWire(update, incidentStatus), ...tags },
      };
    }
    case "alerts": {
      const { alertIds, update } = intent;
      const body = inWire(update, alertStatus);
      const [first] = alertIds;
      if (alertIds.length === 1) return { method: "PATCH", path: `/api/alerts/${first}`, body };
      return { method: "POST", path: "/api/alerts/batchUpdate", body: { alertIds, ...body } };
    }
    case "report":
      return {
        method: "POST",
        path: "/api/alerts/CreateAlertByReference",
        body: {
          machineId: intent.machineId,
          reportId: "20776",
          eventTime: intent.eventDateTime,
          title: intent.title,
          severity: "Low",
          category: "General",
          description: "Seen while the server was about to die.",
          recommendedAction: "Look again.",
        },
      };
  }
}

interface CommonUpdate {
  readonly status?: string;
  readonly classification?: string;
  readonly determination?: string;
}

function inWire(update: CommonUpdate, statuses: typeof alertStatus): Readonly<Record<string, unknown>> {
  const { status, classification: found, determination: why, ...rest } = update;
  return {
    ...rest,
    ...(status === undefined ? {} : { status: statuses.toWire(status) }),
    ...(found === undefined ? {} : { classification: classification.toWire(found) }),
    ...(why === undefined ? {} : { determination: determination.toWire(why) }),
  };
}
