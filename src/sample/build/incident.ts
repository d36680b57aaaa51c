import type { Alert } from "../../domain/alert/alert.ts";
import { ALERT_SEVERITIES, type AlertSeverity, type IncidentStatus } from "../../domain/enums.ts";
import type { Incident } from "../../domain/incident/incident.ts";
import { alertOf, commentOf, lastChangeOf } from "./alert.ts";
import { incidentNameOf } from "./incident-name.ts";
import { type Scene, sceneOf } from "./scene.ts";
import type { Merged, Plot, Story } from "./story.ts";

/** The incident of a story, followed by those that were merged into it (contract/defender.md § 11). */
export function incidentsOf(story: Story, seed: number): readonly Incident[] {
  const scene = sceneOf(seed, story.incidentId, story.begins);
  const plot = story.tell(scene);
  const merged = plot.merged?.sources.map((source) =>
    redirected(scene, source, plot.merged?.at ?? source.at),
  );
  return [incidentOf(scene, plot), ...(merged ?? [])];
}

function incidentOf(scene: Scene, plot: Plot): Incident {
  const alerts = plot.alerts.map((plan, number) => alertOf(scene, plot, plan, number)).toSorted(byCreation);
  const comments = (plot.remarks ?? []).map((remark) => commentOf(scene, remark));
  return {
    incidentId: scene.incidentId,
    redirectIncidentId: null,
    displayName: plot.renamed ?? incidentNameOf(alerts),
    createdDateTime: scene.stored(Math.min(...plot.alerts.map((plan) => plan.raised))),
    lastUpdateDateTime: scene.stored(lastChange(scene, plot)),
    assignedTo: plot.assignedTo ?? null,
    classification: plot.judged?.[0] ?? "unknown",
    determination: plot.judged?.[1] ?? "unknown",
    status: statusOf(plot),
    severity: highest(alerts),
    customTags: plot.tags ?? [],
    systemTags: plot.systemTags ?? [],
    description: plot.summary === undefined ? null : (alerts[0]?.description ?? null),
    summary: plot.summary ?? null,
    resolvingComment: plot.resolvingComment ?? null,
    lastModifiedBy:
      plot.lastModifiedBy ?? plot.remarks?.at(-1)?.by ?? "Microsoft 365 Defender-IncidentCreation",
    priorityScore: plot.priorityScore ?? null,
    comments,
    alerts,
  };
}

/** Keeps what it was called and how severe it was; its alerts and its judgement have moved (§ 11.2). */
function redirected(scene: Scene, source: Merged, mergedAt: number): Incident {
  return {
    incidentId: source.incidentId,
    redirectIncidentId: scene.incidentId,
    displayName: source.name,
    createdDateTime: scene.stored(source.at),
    lastUpdateDateTime: scene.stored(mergedAt),
    assignedTo: null,
    classification: "unknown",
    determination: "unknown",
    status: "redirected",
    severity: source.severity,
    customTags: [],
    systemTags: ["Redirected"],
    description: null,
    summary: null,
    resolvingComment: null,
    lastModifiedBy: "Microsoft Defender XDR - alert correlation",
    priorityScore: null,
    comments: [],
    alerts: [],
  };
}

/** Alerts of one instant stay in the order of their ids. */
function byCreation(a: Alert, b: Alert): number {
  const [left, right] = [`${a.createdDateTime} ${a.alertId}`, `${b.createdDateTime} ${b.alertId}`];
  return left < right ? -1 : 1;
}

function statusOf(plot: Plot): IncidentStatus {
  if (plot.alerts.every((plan) => plan.closed !== undefined)) return "resolved";
  return plot.status ?? "active";
}

function highest(alerts: readonly Alert[]): AlertSeverity {
  const order: readonly string[] = ALERT_SEVERITIES;
  const rank = Math.max(...alerts.map((alert) => order.indexOf(alert.severity)));
  return ALERT_SEVERITIES[rank] ?? "unknown";
}

function lastChange(scene: Scene, plot: Plot): number {
  return Math.max(
    ...plot.alerts.map((plan, number) => lastChangeOf(scene, plan, number)),
    ...(plot.remarks ?? []).map((remark) => remark.at),
    plot.merged?.at ?? Number.NEGATIVE_INFINITY,
  );
}
