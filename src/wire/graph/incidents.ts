import { incidentNumberOf } from "../../domain/incident/incident-number.ts";
import type { IncidentUpdate } from "../../domain/incident/update.ts";
import type { Scope } from "../../domain/scope.ts";
import type { Answer, Endpoint, Question } from "../endpoint.ts";
import type { Query } from "../odata/query.ts";
import { selectionOf } from "../odata/selection.ts";
import type { Surface } from "../odata/surface.ts";
import {
  answerOf,
  collectionAnswer,
  contextOf,
  countAnswer,
  entityAnswer,
  type Place,
  selectedItem,
} from "./answers.ts";
import { readComment, readIncidentUpdate, readMerge } from "./bodies.ts";
import { commentsText } from "./comments.ts";
import { notFound } from "./errors.ts";
import { type GraphPermissions, mayRead, mayWrite, operationsBelow } from "./operation.ts";
import { readEntityQuery, readGraphQuery } from "./question.ts";
import { allowed } from "./refusals.ts";
import type { GraphIncidents, Rendition } from "./services.ts";
import type { Version } from "./version.ts";
import { GRAPH_FORM, graphRenderer, partsOf } from "./writer.ts";

const PATH = "security/incidents";

/** `/security/incidents` and what is below it, without the alerts (contract/graph.md §§ 4.1 to 4.3, 4.5, 4.6). */
export function incidentEndpoints(
  version: Version,
  incidents: GraphIncidents,
  surface: Surface,
  { readIncidents, writeIncidents }: GraphPermissions,
): readonly Endpoint[] {
  const place: Place = { version, set: PATH };
  const [read, write] = [mayRead(readIncidents), mayWrite(writeIncidents)];
  const at = operationsBelow(version, PATH, "Graph incidents");
  return [
    at(read, "GET", "", ["ListIncidents", "List incidents, the latest change first"], (question) =>
      list(question, place, incidents, surface),
    ),
    at(read, "GET", "/$count", ["CountIncidents", "Count incidents"], (question) =>
      count(question, incidents, surface),
    ),
    at(read, "GET", "/:id", ["GetIncident", "Get one incident"], (question) =>
      get(question, place, incidents, surface),
    ),
    at(write, "PATCH", "/:id", ["UpdateIncident", "Update an incident"], (question) =>
      update(question, place, incidents),
    ),
    at(write, "POST", "/:id/comments", ["CommentIncident", "Add a comment to an incident"], (question) =>
      comment(question, place, incidents),
    ),
    at(write, "POST", "/mergeIncidents", ["MergeIncidents", "Merge incidents into one"], (question) =>
      merge(question, version, incidents),
    ),
  ];
}

async function list(
  question: Question,
  place: Place,
  incidents: GraphIncidents,
  surface: Surface,
): Promise<Answer> {
  const query = readGraphQuery(question.query, surface);
  const extent = query.expand.length > 0 ? "whole" : "own";
  const { scope } = question;
  const selection = selectionOf(query, query.take + 1);
  const found = await incidents.page(scope, selection, GRAPH_FORM, extent);
  const items = found.map((rendition) => `{${membersText(question, rendition, query, place.version)}}`);
  const total = query.count ? await incidents.countOf(scope, selection) : undefined;
  return collectionAnswer(question, place, PATH, query, { items, count: total });
}

async function count(question: Question, incidents: GraphIncidents, surface: Surface): Promise<Answer> {
  const query = readGraphQuery(question.query, { ...surface, options: ["filter", "count"] });
  return countAnswer(await incidents.countOf(question.scope, selectionOf(query)));
}

async function get(
  question: Question,
  place: Place,
  incidents: GraphIncidents,
  surface: Surface,
): Promise<Answer> {
  const query = readEntityQuery(question.query, surface);
  const extent = query.expand.length > 0 ? "whole" : "own";
  const incidentId = requireIncidentId(question);
  const rendition = await incidents.rendition(question.scope, incidentId, GRAPH_FORM, extent);
  if (!rendition) throw incidentNotFound(question);
  return entityAnswer(question, place, query, membersText(question, rendition, query, place.version));
}

/** The members of an incident as a version has them, with its alerts where they were expanded. */
function membersText(
  question: Question,
  { incident, alerts }: Rendition,
  { expand: [expanded] }: Query,
  version: Version,
): string {
  const { own, beta, kept } = partsOf(incident);
  const members = `${own}${version === "beta" ? beta : ""}`;
  if (!expanded) return `${members}${kept}`;
  const { select } = expanded.query;
  const texts = select ? alerts.map((alert) => selectedItem(question, alert, select)) : alerts;
  return `${members},"alerts":[${texts.join(",")}]${kept}`;
}

async function update(question: Question, place: Place, incidents: GraphIncidents): Promise<Answer> {
  const incidentId = requireIncidentId(question);
  const updated = await changed(question, incidents, incidentId, readIncidentUpdate(question.body));
  // The answer tells the moment of the update before the store rounds it, as the other dialect does.
  const incident = graphRenderer.incident(
    { ...updated.incident, lastUpdateDateTime: updated.at },
    question.scope.tenantId,
  );
  const { own, beta, kept } = partsOf(incident);
  return entityAnswer(question, place, undefined, `${own}${place.version === "beta" ? beta : ""}${kept}`);
}

async function comment(
  question: Question,
  { version, set }: Place,
  incidents: GraphIncidents,
): Promise<Answer> {
  const incidentId = requireIncidentId(question);
  const updated = await changed(question, incidents, incidentId, { comment: readComment(question.body) });
  const context = contextOf(question, version, `${set}('${incidentId}')/comments`);
  return answerOf(question, commentsText(context, updated.incident.comments));
}

async function changed(
  question: Question,
  incidents: GraphIncidents,
  incidentId: number,
  update: IncidentUpdate,
) {
  const updated = await allowed(incidents.update(question.scope, incidentId, update, GRAPH_FORM));
  if (!updated) throw incidentNotFound(question);
  return updated;
}

async function merge(question: Question, version: Version, incidents: GraphIncidents): Promise<Answer> {
  const { what, ...joining } = readMerge(question.body);
  const target = await allowed(incidents.merge(question.scope, what, joining));
  if (target === undefined) throw notFound("One of the incidents was not found.");
  return mergeAnswer(question, version, target);
}

/** What merges and moves answer (§§ 4.6, 4.7, 5.4). */
export function mergeAnswer(question: Question, version: Version, target: number): Answer {
  const context = contextOf(question, version, "microsoft.graph.security.mergeResponse");
  return answerOf(question, `{"@odata.context":${context},"targetIncidentId":"${target}"}`);
}

/** The id in the path; no incident has one that is no number. @throws {GraphError} 404 */
export function requireIncidentId(question: Question): number {
  const incidentId = incidentNumberOf(question.params.id ?? "");
  if (incidentId === undefined) throw incidentNotFound(question);
  return incidentId;
}

export function incidentNotFound({ params }: Question) {
  const { id = "" } = params;
  return notFound(`Incident '${/^\d{1,20}$/.test(id) ? id : "…"}' was not found.`);
}

/** Whether a scope sees an incident at all. */
export async function seesIncident(
  incidents: GraphIncidents,
  scope: Scope,
  incidentId: number,
): Promise<boolean> {
  return (await incidents.rendition(scope, incidentId, GRAPH_FORM, "own")) !== undefined;
}
