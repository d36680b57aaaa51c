import { ALERT_SEVERITIES, type AlertSeverity } from "../enums.ts";

const ASCENDING: readonly AlertSeverity[] = ALERT_SEVERITIES;

/** The highest of several, `unknown` when there is none: an incident is as severe as its worst alert (defender.md § 11.3). */
export function highestSeverity(severities: readonly AlertSeverity[]): AlertSeverity {
  return ASCENDING[Math.max(0, ...severities.map((each) => ASCENDING.indexOf(each)))] ?? "unknown";
}
