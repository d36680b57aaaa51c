import type { Alert } from "../../domain/alert/alert.ts";
import { isDevice } from "../../domain/evidence/evidence.ts";
import type { Comment } from "../../domain/incident/incident.ts";
import { guidOf } from "../invented-ids.ts";
import type { Scene } from "./scene.ts";
import { seenAt } from "./seen.ts";
import type { AlertSource } from "./sources.ts";
import type { AlertPlan, Plot, Remark } from "./story.ts";

/** The alert of a plan, the `number`-th of its story. Rules of contract/defender.md §§ 3, 5.3, 6.9 and 11.4. */
export function alertOf(scene: Scene, plot: Plot, plan: AlertPlan, number: number): Alert {
  const { source } = plan;
  const evidence = plan.evidence(seenAt(scene.stored(plan.raised)));
  const judged = plan.judged ?? (plan.closed === undefined ? undefined : plot.judged);
  const [investigationId, investigationState] = plan.investigation ?? [null, source.investigationState];
  const body = idBodyOf(scene, source, `alert ${number}`);
  return {
    alertId: `${source.prefix}${body}`,
    providerAlertId: source.foreignId ? scene.sha256(`provider ${number}`) : body,
    serviceSource: source.serviceSource,
    detectionSource: source.detectionSource,
    detectorId: plan.detector ?? guidOf(`detector ${source.prefix} ${plan.title}`),
    createdDateTime: scene[source.creation ?? "tick"](plan.raised),
    lastUpdateDateTime: scene.stored(lastChangeOf(scene, plan, number)),
    resolvedDateTime: plan.closed === undefined ? null : scene.stored(plan.closed),
    firstActivityDateTime: scene[source.activity](plan.activity[0]),
    lastActivityDateTime: scene[source.activity](plan.activity[1]),
    title: plan.title,
    description: plan.description,
    category: plan.category,
    status: statusOf(plot, plan),
    severity: plan.severity,
    investigationId,
    investigationState,
    classification: judged?.[0] ?? null,
    determination: judged?.[1] ?? null,
    assignedTo: plan.assignedTo === undefined ? (plot.assignedTo ?? null) : plan.assignedTo,
    actorDisplayName: plan.actor ?? null,
    threatDisplayName: plan.threat ?? null,
    threatFamilyName: plan.family ?? null,
    mitreTechniques: plan.mitre ?? [],
    systemTags: plan.systemTags ?? [],
    recommendedActions: plan.recommended ?? null,
    alertPolicyId: plan.policy ?? null,
    comments: (plan.remarks ?? []).map((remark) => commentOf(scene, remark)),
    customDetails: plan.customDetails ?? {},
    additionalData: plan.additionalData ?? {},
    evidence: [...evidence.filter(isDevice), ...evidence.filter((piece) => !isDevice(piece))],
  };
}

/** When an alert last changed, in seconds: the newest of what its plan tells, or some minutes after it was raised. */
export function lastChangeOf(scene: Scene, plan: AlertPlan, number: number): number {
  const told = [plan.updated, plan.closed, ...(plan.remarks ?? []).map((remark) => remark.at)];
  const known = told.filter((seconds) => seconds !== undefined);
  if (known.length > 0) return Math.max(...known, plan.raised);
  return plan.raised + scene.number(`change of alert ${number}`, 30, 600);
}

export function commentOf(scene: Scene, remark: Remark): Comment {
  return {
    comment: remark.text,
    createdByDisplayName: remark.by,
    createdDateTime: scene.tick(remark.at),
  };
}

function statusOf(plot: Plot, plan: AlertPlan): Alert["status"] {
  if (plan.closed !== undefined) return "resolved";
  return plan.status ?? (plot.status === "inProgress" ? "inProgress" : "new");
}

function idBodyOf(scene: Scene, source: AlertSource, phrase: string): string {
  switch (source.idBody) {
    case "guid":
      return scene.guid(phrase);
    case "guid-instance":
      return `${scene.guid(phrase)}_1`;
    case "ticks":
      return `${ticksOf(scene, phrase)}_${scene.number(`${phrase} code`, -2_147_483_648, 2_147_483_647)}`;
    case "hex40":
      return scene.sha1(phrase);
    case "hex64":
      return scene.sha256(phrase);
  }
}

/** 18 digits, as .NET counted ticks since the year 1 in the 2020s. */
function ticksOf(scene: Scene, phrase: string): string {
  return `639${String(scene.number(phrase, 0, 999_999_999)).padStart(9, "0")}${String(scene.number(`${phrase} tail`, 0, 999_999)).padStart(6, "0")}`;
}
