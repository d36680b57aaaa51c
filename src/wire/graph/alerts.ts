import { setImmediate as nextTurn } from "node:timers/promises";
import type { AlertOfIncident } from "../../domain/alert/alert.ts";
import type { AlertUpdate } from "../../domain/alert/update.ts";
import type { Answer, Endpoint, Question } from "../endpoint.ts";
import { excerpt } from "../odata/odata-error.ts";
import type { Query } from "../odata/query.ts";
import { type Selection, selectionOf } from "../odata/selection.ts";
import type { Surface } from "../odata/surface.ts";
import { answerOf, collectionAnswer, contextOf, countAnswer, entityAnswer, type Place } from "./answers.ts";
import { readAlertUpdate, readComment, readMove } from "./bodies.ts";
import { commentsText } from "./comments.ts";
import { notFound } from "./errors.ts";
import { incidentNotFound, mergeAnswer, requireIncidentId, seesIncident } from "./incidents.ts";
import { type GraphPermissions, mayRead, mayWrite, operationsBelow } from "./operation.ts";
import { readEntityQuery, readGraphQuery } from "./question.ts";
import { allowed } from "./refusals.ts";
import type { GraphAlerts, GraphIncidents } from "./services.ts";
import type { Version } from "./version.ts";
import { withinIncident } from "./within-incident.ts";
import { graphRenderer } from "./writer.ts";

const PATH = "security/alerts_v2";
const INCIDENTS = "security/incidents";
/** Written in one go, before others get their turn: a page may hold a thousand. */
const ALERTS_PER_TURN = 32;

/** `/security/alerts_v2` and what is below it (contract/graph.md §§ 4.4, 4.5, 4.7). */
export function alertEndpoints(
  version: Version,
  alerts: GraphAlerts,
  surface: Surface,
  { readAlerts, writeAlerts, moveAlerts }: GraphPermissions,
): readonly Endpoint[] {
  const place: Place = { version, set: PATH };
  const [read, write] = [mayRead(readAlerts), mayWrite(writeAlerts)];
  const at = operationsBelow(version, PATH, "Graph alerts");
  return [
    at(read, "GET", "", ["ListAlerts", "List alerts, the latest change first"], (question) =>
      list(question, place, PATH, alerts, surface, ALL),
    ),
    at(read, "GET", "/$count", ["CountAlerts", "Count alerts"], (question) =>
      count(question, alerts, surface, ALL),
    ),
    at(read, "GET", "/:id", ["GetAlert", "Get one alert with its evidence"], (question) =>
      get(question, place, alerts, surface),
    ),
    at(write, "PATCH", "/:id", ["UpdateAlert", "Update an alert"], (question) =>
      update(question, place, alerts),
    ),
    at(write, "POST", "/:id/comments", ["CommentAlert", "Add a comment to an alert"], (question) =>
      comment(question, place, alerts),
    ),
    at(
      mayWrite(moveAlerts),
      "POST",
      "/moveAlerts",
      ["MoveAlerts", "Move alerts into another incident"],
      (question) => moveInto(question, version, alerts),
    ),
  ];
}

/** The alerts of one incident: whoever may read it may read them. */
export function alertsOfIncidentEndpoints(
  version: Version,
  alerts: GraphAlerts,
  incidents: GraphIncidents,
  surface: Surface,
  { readIncidents }: GraphPermissions,
): readonly Endpoint[] {
  const read = mayRead(readIncidents);
  const at = operationsBelow(version, `${INCIDENTS}/:id/alerts`, "Graph alerts");
  const placeOf = (incidentId: number): Place => ({ version, set: `${INCIDENTS}('${incidentId}')/alerts` });
  return [
    at(read, "GET", "", ["ListAlertsOfIncident", "List the alerts of an incident"], async (question) => {
      const incidentId = await requireIncident(question, incidents);
      const path = `${INCIDENTS}/${incidentId}/alerts`;
      return list(question, placeOf(incidentId), path, alerts, surface, withinIncident(incidentId));
    }),
    at(
      read,
      "GET",
      "/$count",
      ["CountAlertsOfIncident", "Count the alerts of an incident"],
      async (question) => {
        const incidentId = await requireIncident(question, incidents);
        return count(question, alerts, surface, withinIncident(incidentId));
      },
    ),
    at(read, "GET", "/:alertId", ["GetAlertOfIncident", "Get one alert of an incident"], async (question) => {
      const incidentId = await requireIncident(question, incidents);
      const query = readEntityQuery(question.query, surface);
      const { alertId = "" } = question.params;
      const found = await alerts.get(question.scope, alertId);
      if (found?.incidentId !== incidentId) throw alertNotFound(alertId);
      return entityAnswer(question, placeOf(incidentId), query, membersText(found, question));
    }),
  ];
}

/** Which of all alerts a path is about. */
type Narrow = (selection: Selection) => Selection;
const ALL: Narrow = (selection) => selection;

async function list(
  question: Question,
  place: Place,
  path: string,
  alerts: GraphAlerts,
  surface: Surface,
  narrow: Narrow,
): Promise<Answer> {
  const query: Query = readGraphQuery(question.query, surface);
  const selection = narrow(selectionOf(query, query.take + 1));
  const items: string[] = [];
  for await (const { incidentId, alert } of alerts.page(question.scope, selection)) {
    items.push(graphRenderer.alert(alert, incidentId, question.scope.tenantId));
    if (items.length % ALERTS_PER_TURN === 0) await nextTurn();
  }
  const total = query.count ? await alerts.countOf(question.scope, selection) : undefined;
  return collectionAnswer(question, place, path, query, { items, count: total });
}

async function count(
  question: Question,
  alerts: GraphAlerts,
  surface: Surface,
  narrow: Narrow,
): Promise<Answer> {
  const query = readGraphQuery(question.query, { ...surface, options: ["filter", "count"] });
  return countAnswer(await alerts.countOf(question.scope, narrow(selectionOf(query))));
}

async function get(question: Question, place: Place, alerts: GraphAlerts, surface: Surface): Promise<Answer> {
  const query = readEntityQuery(question.query, surface);
  const { id = "" } = question.params;
  const found = await alerts.get(question.scope, id);
  if (!found) throw alertNotFound(id);
  return entityAnswer(question, place, query, membersText(found, question));
}

async function update(question: Question, place: Place, alerts: GraphAlerts): Promise<Answer> {
  const updated = await changed(question, alerts, readAlertUpdate(question.body));
  return entityAnswer(question, place, undefined, membersText(updated, question));
}

async function comment(question: Question, { version, set }: Place, alerts: GraphAlerts): Promise<Answer> {
  const { id = "" } = question.params;
  const updated = await changed(question, alerts, { comment: readComment(question.body) });
  const context = contextOf(question, version, `${set}('${encodeURIComponent(id.toWellFormed())}')/comments`);
  return answerOf(question, commentsText(context, updated.alert.comments));
}

async function changed(question: Question, alerts: GraphAlerts, update: AlertUpdate) {
  const { id = "" } = question.params;
  const [updated] = await allowed(alerts.update(question.scope, [id], update));
  if (!updated) throw alertNotFound(id);
  return updated;
}

async function moveInto(question: Question, version: Version, alerts: GraphAlerts): Promise<Answer> {
  const { what, into, ...joining } = readMove(question.body);
  const target = await allowed(alerts.move(question.scope, what, into, joining));
  if (target === undefined) throw notFound("One of the alerts, or the incident, was not found.");
  return mergeAnswer(question, version, target);
}

async function requireIncident(question: Question, incidents: GraphIncidents): Promise<number> {
  const incidentId = requireIncidentId(question);
  if (!(await seesIncident(incidents, question.scope, incidentId))) throw incidentNotFound(question);
  return incidentId;
}

function membersText({ incidentId, alert }: AlertOfIncident, { scope }: Question): string {
  return graphRenderer.alert(alert, incidentId, scope.tenantId).slice(1, -1);
}

function alertNotFound(id: string) {
  return notFound(`Alert '${excerpt(id)}' was not found.`);
}
