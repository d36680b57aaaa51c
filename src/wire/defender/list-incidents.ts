import type { Scope } from "../../domain/scope.ts";
import type { Endpoint, Question } from "../endpoint.ts";
import { type Selection, selectionOf } from "../odata/selection.ts";
import { rowsToRead, writeCollection } from "./collection.ts";
import { linksOf } from "./incident-links.ts";
import { incidentSurface } from "./incident-surface.ts";
import { readListQuery } from "./list-query.ts";
import { ODATA_HEADERS } from "./odata-headers.ts";
import { incidentListQuery } from "./query-schemas.ts";
import { errorResponses, incidentListSchema } from "./schemas.ts";
import { DEFENDER_FORM, type Rendition, writeDefenderIncidentItem } from "./writer.ts";

/** Where pages of incidents come from, trimmed to the scope. */
export interface IncidentPages {
  page(scope: Scope, selection: Selection, form: string): Promise<readonly Rendition[]>;
}

const PATH = "/api/incidents";

/** `GET /api/incidents`, contract/defender.md § 4.1: the latest change first, merged incidents included. */
export function listIncidents(incidents: IncidentPages, permissions: Endpoint["permissions"]): Endpoint {
  return {
    method: "GET",
    path: PATH,
    operation: "listIncidents",
    permissions,
    rolePermission: "viewData",
    schema: {
      operationId: "listIncidents",
      summary: "List incidents, the latest change first",
      tags: ["Incidents"],
      querystring: incidentListQuery,
      response: { 200: incidentListSchema, ...errorResponses(400, 401, 403, 429) },
    },
    answer: async (question) => ({
      status: 200,
      headers: ODATA_HEADERS,
      body: await pageText(incidents, question),
    }),
  };
}

async function pageText(incidents: IncidentPages, question: Question): Promise<string> {
  const { scope, query: raw, apiBase } = question;
  const query = readListQuery(raw, incidentSurface);
  const renditions = await incidents.page(scope, selectionOf(query, rowsToRead(query)), DEFENDER_FORM);
  const links = linksOf(question);
  const texts = renditions.map((rendition) => writeDefenderIncidentItem(rendition, links));
  return writeCollection({ apiBase, set: "Incidents", path: PATH, query: raw }, query, texts);
}
