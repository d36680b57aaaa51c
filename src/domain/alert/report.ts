import type { AlertSeverity } from "../enums.ts";
import type { DeviceEvidence } from "../evidence/device-evidence.ts";
import { devicesOf } from "../exposure/exposure-key.ts";
import type { Incident } from "../incident/incident.ts";
import { openedIncident } from "../incident/opened.ts";
import { storedGrain, type Timestamp } from "../time.ts";
import type { Alert } from "./alert.ts";

/** An alert that a person or program raises about an event on a device (contract/defender.md § 10.1). */
export interface AlertReport {
  readonly alertId: string;
  /** As `deviceIdOf` gives it. */
  readonly deviceId: string;
  /** The event's own id in the device's log. */
  readonly reportId: string;
  readonly eventDateTime: Timestamp;
  readonly title: string;
  readonly description: string;
  readonly recommendedActions: string;
  readonly severity: AlertSeverity;
  readonly category: string;
}

/** Reports are about devices, so that who may see their alerts is decided as for Endpoint's own. */
export const REPORTED_SERVICE = "microsoftDefenderForEndpoint";

/** The alert that a report raises. No investigation runs here: its state stays that of one that waits for its turn. */
export function reportedAlert(report: AlertReport, device: DeviceEvidence, at: Timestamp): Alert {
  const { alertId, eventDateTime } = report;
  return {
    alertId,
    providerAlertId: alertId.slice(2),
    serviceSource: REPORTED_SERVICE,
    detectionSource: "customTi",
    detectorId: null,
    createdDateTime: at,
    lastUpdateDateTime: storedGrain(at),
    resolvedDateTime: null,
    firstActivityDateTime: eventDateTime,
    lastActivityDateTime: eventDateTime,
    title: report.title,
    description: report.description,
    category: report.category,
    status: "new",
    severity: report.severity,
    investigationId: null,
    investigationState: "queued",
    classification: null,
    determination: null,
    assignedTo: null,
    actorDisplayName: null,
    threatDisplayName: null,
    threatFamilyName: null,
    mitreTechniques: [],
    systemTags: [],
    recommendedActions: report.recommendedActions,
    alertPolicyId: null,
    comments: [],
    customDetails: {},
    additionalData: { reportId: report.reportId },
    evidence: [deviceItself(device, at)],
  };
}

/**
 * What the device is, without what another alert found on it: its users, verdict and kept fields may be told of in alerts
 * that not everybody who sees this one may see.
 */
function deviceItself(evidence: DeviceEvidence, at: Timestamp): DeviceEvidence {
  const { unmapped: _, resourceAccessEvents: __, remediationStatusDetails: ___, ...device } = evidence;
  return {
    ...device,
    createdDateTime: at,
    verdict: "unknown",
    remediationStatus: "none",
    roles: [],
    detailedRoles: [],
    loggedOnUsers: [],
  };
}

/** An open alert on the same device with the same title takes a new report in (§ 10.1). */
export function absorbs(alert: Alert, report: AlertReport): boolean {
  return alert.status !== "resolved" && alert.title === report.title && devicesOf(alert).has(report.deviceId);
}

export function absorbReport(alert: Alert, { eventDateTime }: AlertReport, at: Timestamp): Alert {
  const { firstActivityDateTime: first, lastActivityDateTime: last } = alert;
  return {
    ...alert,
    firstActivityDateTime: eventDateTime < first ? eventDateTime : first,
    lastActivityDateTime: eventDateTime > last ? eventDateTime : last,
    lastUpdateDateTime: storedGrain(at),
  };
}

/** The incident that a single new alert opens. */
export function incidentOpenedBy(alert: Alert, incidentId: number, at: Timestamp): Incident {
  const alerts = [alert];
  return { ...openedIncident(incidentId, alerts, null, storedGrain(at)), alerts };
}
