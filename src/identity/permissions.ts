import type { Principal } from "./principal.ts";
import { Refusal } from "./refusal.ts";

/** Permissions of one operation: any one of the list that fits the caller's kind suffices. */
export interface RequiredPermissions {
  /** Names that `roles` of an application may hold. */
  readonly application: readonly string[];
  /** Names that `scp` of a user's token may hold. */
  readonly delegated: readonly string[];
}

const read: RequiredPermissions = {
  application: ["Incident.Read.All", "Incident.ReadWrite.All"],
  delegated: ["Incident.Read", "Incident.ReadWrite"],
};

const write: RequiredPermissions = {
  application: ["Incident.ReadWrite.All"],
  delegated: ["Incident.ReadWrite"],
};

/** The permission matrix of the incident operations, in the order in which a refusal names them (defender.md § 2.4). */
export const incidentPermissions: Readonly<Record<"list" | "get" | "update", RequiredPermissions>> = {
  list: read,
  get: read,
  update: write,
};

/** The same for the alert operations; one page prints `Alerts.ReadWrite.All`, a slip (defender.md § 14 no. 26). */
export const alertPermissions: Readonly<Record<"read" | "write", RequiredPermissions>> = {
  read: {
    application: ["Alert.Read.All", "Alert.ReadWrite.All"],
    delegated: ["Alert.Read", "Alert.ReadWrite"],
  },
  write: { application: ["Alert.ReadWrite.All"], delegated: ["Alert.ReadWrite"] },
};

/** Graph's permissions have one name for applications and for people (contract/graph.md § 3). */
const anyOf = (...names: readonly string[]): RequiredPermissions => ({
  application: names,
  delegated: names,
});

const INCIDENT_WRITE = "SecurityIncident.ReadWrite.All";
const ALERT_WRITE = "SecurityAlert.ReadWrite.All";
const graphReadIncidents = anyOf("SecurityIncident.Read.All", INCIDENT_WRITE);

/** The matrix of Graph; the service's own refusal to read alerts names the permissions of incidents too (§ 17 no. 9). */
export const graphPermissions = {
  readIncidents: graphReadIncidents,
  writeIncidents: anyOf(INCIDENT_WRITE),
  readAlerts: anyOf("SecurityAlert.Read.All", ALERT_WRITE, ...graphReadIncidents.application),
  writeAlerts: anyOf(ALERT_WRITE),
  moveAlerts: anyOf(ALERT_WRITE, INCIDENT_WRITE),
} as const;

/**
 * Lets a caller pass that holds at least one of the required permissions. Names are compared exactly.
 *
 * @throws {Refusal} `missing-roles` for an application, `missing-scopes` for a user, with what is required and present
 */
export function authorise(principal: Principal, required: RequiredPermissions): void {
  if (principal.kind === "application") {
    if (holdsOne(principal.roles, required.application)) return;
    throw new Refusal(
      { code: "missing-roles", required: required.application, present: principal.roles },
      `application ${principal.appId} lacks ${required.application.join(" or ")}`,
    );
  }
  if (holdsOne(principal.scopes, required.delegated)) return;
  throw new Refusal(
    { code: "missing-scopes", required: required.delegated, present: principal.scopes },
    `user ${principal.objectId} through application ${principal.appId} lacks ${required.delegated.join(" or ")}`,
  );
}

function holdsOne(present: readonly string[], required: readonly string[]): boolean {
  return required.some((name) => present.includes(name));
}
