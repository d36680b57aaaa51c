import { setImmediate as nextTurn } from "node:timers/promises";
import type { AlertOfIncident } from "../../domain/alert/alert.ts";
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
import { MOVE_ALERTS, READ_ALERTS, READ_INCIDENTS, WRITE_ALERTS } from "./permissions.ts";
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

/** `/security/alerts_v2`, what is below it, and the alerts of one incident (contract/graph.md §§ 4.4, 4.5, 4.7). */
export function alertEndpoints(
  version: Version,
  alerts: GraphAlerts,
  incidents: GraphIncidents,
  surface: Surface,
): readonly Endpoint[] {
  const place: Place = { version, set: PATH };
  const read = { permissions: READ_ALERTS, rolePermission: "viewData" } as const;
  const ofIncident = { permissions: READ_INCIDENTS, rolePermission: "viewData" } as const;
  const write = { permissions: WRITE_ALERTS, rolePermission: "alertsInvestigation" } as const;
  const move = { permissions: MOVE_ALERTS, rolePermission: "alertsInvestigation" } as const;
  const common = { operation: "graphSecurity" } as const;
  const schema = (operationId: string, summary: string) => ({
    operationId: `${operationId}${version === "beta" ? "Beta" : ""}`,
    summary,
    tags: ["Graph alerts"],
  });
  const root = `/${version}/${PATH}`;
  const below = `/${version}/${INCIDENTS}/:id/alerts`;
  return [
    {
      ...common,
      ...read,
      method: "GET",
      path: root,
      schema: schema("graphListAlerts", "List alerts, the latest change first"),
      answer: (question) => list(question, place, PATH, alerts, surface, (selection) => selection),
    },
    {
      ...common,
      ...read,
      method: "GET",
      path: `${root}/$count`,
      schema: schema("graphCountAlerts", "Count alerts"),
      answer: (question) => count(question, alerts, surface, (selection) => selection),
    },
    {
      ...common,
      ...read,
      method: "GET",
      path: `${root}/:id`,
      schema: schema("graphGetAlert", "Get one alert with its evidence"),
      answer: (question) => get(question, place, alerts, surface),
    },
    {
      ...common,
      ...write,
      method: "PATCH",
      path: `${root}/:id`,
      schema: schema("graphUpdateAlert", "Update an alert"),
      answer: (question) => update(question, place, alerts),
    },
    {
      ...common,
      ...write,
      method: "POST",
      path: `${root}/:id/comments`,
      schema: schema("graphCommentAlert", "Add a comment to an alert"),
      answer: (question) => comment(question, place, alerts),
    },
    {
      ...common,
      ...move,
      method: "POST",
      path: `${root}/moveAlerts`,
      schema: schema("graphMoveAlerts", "Move alerts into another incident"),
      answer: (question) => moveInto(question, version, alerts),
    },
    {
      ...common,
      ...ofIncident,
      method: "GET",
      path: below,
      schema: schema("graphListAlertsOfIncident", "List the alerts of an incident"),
      answer: async (question) => {
        const incidentId = await requireIncident(question, incidents);
        const set = { version, set: `${INCIDENTS}('${incidentId}')/alerts` };
        const path = `${INCIDENTS}/${incidentId}/alerts`;
        return list(question, set, path, alerts, surface, withinIncident(incidentId));
      },
    },
    {
      ...common,
      ...ofIncident,
      method: "GET",
      path: `${below}/$count`,
      schema: schema("graphCountAlertsOfIncident", "Count the alerts of an incident"),
      answer: async (question) => {
        const incidentId = await requireIncident(question, incidents);
        return count(question, alerts, surface, withinIncident(incidentId));
      },
    },
    {
      ...common,
      ...ofIncident,
      method: "GET",
      path: `${below}/:alertId`,
      schema: schema("graphGetAlertOfIncident", "Get one alert of an incident"),
      answer: async (question) => {
        const incidentId = await requireIncident(question, incidents);
        const { alertId = "" } = question.params;
        const found = await alerts.get(question.scope, alertId);
        if (found?.incidentId !== incidentId) throw alertNotFound(alertId);
        const query = readEntityQuery(question.query, surface);
        return entityAnswer(
          question,
          { version, set: `${INCIDENTS}('${incidentId}')/alerts` },
          query,
          membersText(found, question),
        );
      },
    },
  ];
}

/** Which of all alerts a path is about. */
type Narrow = (selection: Selection) => Selection;

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
  const { id = "" } = question.params;
  const change = readAlertUpdate(question.body);
  const [updated] = await allowed(alerts.update(question.scope, [id], change));
  if (!updated) throw alertNotFound(id);
  return entityAnswer(question, place, undefined, membersText(updated, question));
}

async function comment(question: Question, { version, set }: Place, alerts: GraphAlerts): Promise<Answer> {
  const { id = "" } = question.params;
  const change = { comment: readComment(question.body) };
  const [updated] = await allowed(alerts.update(question.scope, [id], change));
  if (!updated) throw alertNotFound(id);
  const context = contextOf(question, version, `${set}('${encodeURIComponent(id.toWellFormed())}')/comments`);
  return answerOf(question, commentsText(context, updated.alert.comments));
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
