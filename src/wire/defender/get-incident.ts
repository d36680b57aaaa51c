import { Type } from "typebox";
import type { Incident } from "../../domain/incident/incident.ts";
import type { Scope } from "../../domain/scope.ts";
import type { Answer, Endpoint, Question } from "../endpoint.ts";
import { incidentNotFound } from "./errors.ts";
import { readIncidentId } from "./incident-id.ts";
import { ODATA_HEADERS } from "./odata-headers.ts";
import { refuseOptions } from "./query-options.ts";
import { errorResponses, incidentSchema } from "./schemas.ts";
import { DEFENDER_FORM, renderIncident, writeDefenderIncident } from "./writer.ts";

/** Where incidents come from: ready text for callers who see everything, a trimmed incident for the others. */
export interface IncidentSource {
  get(scope: Scope, incidentId: number): Promise<Incident | undefined>;
  rendition(
    scope: Scope,
    incidentId: number,
    form: string,
  ): Promise<{ readonly incident: string; readonly alerts: readonly string[] } | undefined>;
}

/** `GET /api/incidents/{id}`, contract/defender.md § 4.2. A hidden incident is answered as a missing one. */
export function getIncident(incidents: IncidentSource, permissions: Endpoint["permissions"]): Endpoint {
  return {
    method: "GET",
    path: "/api/incidents/:id",
    operation: "getIncident",
    permissions,
    rolePermission: "viewData",
    schema: {
      operationId: "getIncident",
      summary: "Get one incident with its alerts, devices and entities",
      tags: ["Incidents"],
      params: Type.Object({ id: Type.String({ description: "The incident's number" }) }),
      response: { 200: incidentSchema, ...errorResponses(400, 401, 403, 404, 429) },
    },
    answer: (question) => answerIncident(incidents, question),
  };
}

async function answerIncident(incidents: IncidentSource, question: Question): Promise<Answer> {
  refuseOptions(question.query);
  const incidentId = readIncidentId(question.params.id);
  const rendition = await renditionFor(incidents, question.scope, incidentId);
  if (!rendition) throw incidentNotFound(incidentId);
  const identity = { incidentId, tenantId: question.scope.tenantId };
  return { status: 200, headers: ODATA_HEADERS, body: writeDefenderIncident(rendition, identity, question) };
}

async function renditionFor(incidents: IncidentSource, scope: Scope, incidentId: number) {
  const everything = scope.exposure.kind === "everything";
  const ready = everything ? await incidents.rendition(scope, incidentId, DEFENDER_FORM) : undefined;
  if (ready) return ready;
  const incident = await incidents.get(scope, incidentId);
  return incident && renderIncident(incident);
}
