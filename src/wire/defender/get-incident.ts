import type { Scope } from "../../domain/scope.ts";
import type { Answer, Endpoint, Question } from "../endpoint.ts";
import { incidentNotFound } from "./errors.ts";
import { readIncidentId } from "./incident-id.ts";
import { linksOf } from "./incident-links.ts";
import { ODATA_HEADERS } from "./odata-headers.ts";
import { incidentIdParams } from "./path-schemas.ts";
import { refuseOptions } from "./query-options.ts";
import { errorResponses, incidentSchema } from "./schemas.ts";
import { DEFENDER_FORM, type Rendition, writeDefenderIncident } from "./writer.ts";

/** Where the text of an incident comes from, trimmed to the scope. */
export interface IncidentTexts {
  rendition(scope: Scope, incidentId: number, form: string): Promise<Rendition | undefined>;
}

/** `GET /api/incidents/{id}`, contract/defender.md § 4.2. A hidden incident is answered as a missing one. */
export function getIncident(incidents: IncidentTexts, permissions: Endpoint["permissions"]): Endpoint {
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
      params: incidentIdParams,
      response: { 200: incidentSchema, ...errorResponses(400, 401, 403, 404, 429) },
    },
    answer: (question) => answerIncident(incidents, question),
  };
}

async function answerIncident(incidents: IncidentTexts, question: Question): Promise<Answer> {
  refuseOptions(question.query);
  const incidentId = readIncidentId(question.params.id);
  const rendition = await incidents.rendition(question.scope, incidentId, DEFENDER_FORM);
  if (!rendition) throw incidentNotFound(incidentId);
  return { status: 200, headers: ODATA_HEADERS, body: writeDefenderIncident(rendition, linksOf(question)) };
}
