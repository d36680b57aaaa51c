import type { AlertReport } from "../../domain/alert/report.ts";
import { deviceIdOf } from "../../domain/exposure/device-names.ts";
import { parseTimestamp, type Timestamp } from "../../domain/time.ts";
import {
  DESCRIPTION_LENGTHS,
  MACHINE_ID_LENGTHS,
  RECOMMENDED_ACTION_LENGTHS,
  REPORT_ID_LENGTHS,
  TITLE_LENGTHS,
} from "../body-limits.ts";
import { BodyReader, refused, required } from "./body-reader.ts";
import { severity } from "./enums.ts";
import { readJsonObject } from "./json-body.ts";

const NAMES = [
  "eventTime",
  "reportId",
  "machineId",
  "severity",
  "title",
  "description",
  "recommendedAction",
  "category",
] as const;

export const REPORT_SEVERITIES = ["low", "medium", "high"] as const;

/** The closed list of contract/defender.md § 6.7. */
export const REPORT_CATEGORIES = [
  "General",
  "CommandAndControl",
  "Collection",
  "CredentialAccess",
  "DefenseEvasion",
  "Discovery",
  "Exfiltration",
  "Exploit",
  "Execution",
  "InitialAccess",
  "LateralMovement",
  "Malware",
  "Persistence",
  "PrivilegeEscalation",
  "Ransomware",
  "SuspiciousActivity",
] as const;

/**
 * The body of `POST /api/alerts/CreateAlertByReference`, contract/defender.md § 10.1. All properties are required.
 *
 * @throws {DefenderError} `MissingRequiredParameter`, `InvalidRequestBody`
 */
export function readAlertReport(bytes: Uint8Array | undefined): Omit<AlertReport, "alertId"> {
  const body = new BodyReader(readJsonObject(bytes), NAMES);
  for (const name of NAMES) required(name, body.value(name));
  return {
    eventDateTime: required("eventTime", eventTimeIn(body)),
    reportId: required("reportId", body.text("reportId", REPORT_ID_LENGTHS)),
    deviceId: required("machineId", deviceIdIn(body)),
    severity: required("severity", body.member("severity", severity, REPORT_SEVERITIES)),
    title: required("title", body.text("title", TITLE_LENGTHS)),
    description: required("description", body.text("description", DESCRIPTION_LENGTHS)),
    recommendedActions: required(
      "recommendedAction",
      body.text("recommendedAction", RECOMMENDED_ACTION_LENGTHS),
    ),
    category: required("category", body.oneOf("category", REPORT_CATEGORIES)),
  };
}

/** As advanced hunting prints it: `2018-08-03T16:45:21.7115183Z`, with 0 to 7 fractional digits. */
const EVENT_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,7})?Z$/;
const EVENT_TIME_LENGTHS = { min: 1, max: 28 };

function eventTimeIn(body: BodyReader): Timestamp | undefined {
  const text = body.text("eventTime", EVENT_TIME_LENGTHS);
  if (text === undefined) return undefined;
  const time = EVENT_TIME.test(text) ? parseTimestamp(text) : undefined;
  if (time !== undefined) return time;
  throw refused("eventTime", "must be a time in UTC like 2018-08-03T16:45:21.7115183Z");
}

/** A colon would name a device by something else than its Endpoint id (domain/exposure/device-names.ts). */
function deviceIdIn(body: BodyReader): string | undefined {
  const mdeDeviceId = body.text("machineId", MACHINE_ID_LENGTHS);
  if (mdeDeviceId === undefined) return undefined;
  if (mdeDeviceId.includes(":")) throw refused("machineId", "is not the id of a machine");
  return deviceIdOf({ mdeDeviceId });
}
