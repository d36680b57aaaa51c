import type { Endpoint } from "../endpoint.ts";

type Permissions = Endpoint["permissions"];

/** Graph's permissions have one name for applications and for people (contract/graph.md § 3). */
const anyOf = (...names: readonly string[]): Permissions => ({ application: names, delegated: names });

const INCIDENT_WRITE = "SecurityIncident.ReadWrite.All";
const ALERT_WRITE = "SecurityAlert.ReadWrite.All";

export const READ_INCIDENTS = anyOf("SecurityIncident.Read.All", INCIDENT_WRITE);
export const WRITE_INCIDENTS = anyOf(INCIDENT_WRITE);
/** § 17 no. 9: the service's own refusal names the permissions of incidents too. */
export const READ_ALERTS = anyOf(
  "SecurityAlert.Read.All",
  ALERT_WRITE,
  "SecurityIncident.Read.All",
  INCIDENT_WRITE,
);
export const WRITE_ALERTS = anyOf(ALERT_WRITE);
export const MOVE_ALERTS = anyOf(ALERT_WRITE, INCIDENT_WRITE);
