import { setImmediate as nextTurn } from "node:timers/promises";
import type { Answer, Endpoint, Question } from "../endpoint.ts";
import { selectionOf } from "../odata/selection.ts";
import type { AlertServices, Alerts } from "./alert-endpoints.ts";
import { alertSurface } from "./alert-surface.ts";
import { rowsToRead, writeCollection } from "./collection.ts";
import { writeEndpointAlert } from "./endpoint-alert.ts";
import { alertListSchema } from "./endpoint-alert-schemas.ts";
import { readListQuery } from "./list-query.ts";
import { ODATA_HEADERS } from "./odata-headers.ts";
import { alertListQuery } from "./query-schemas.ts";
import { errorResponses } from "./schemas.ts";

/** Written in one go, before others get their turn: a page may hold ten thousand. */
const ALERTS_PER_TURN = 64;

/** `GET /api/alerts`, contract/defender.md § 10.1: by ascending id, evidence only when it is expanded. */
export function listAlerts({ alerts, permissions }: AlertServices, path: string): Endpoint {
  return {
    method: "GET",
    path,
    operation: "listAlerts",
    permissions: permissions.read,
    rolePermission: "viewData",
    schema: {
      operationId: "listAlerts",
      summary: "List alerts by ascending id",
      tags: ["Alerts"],
      querystring: alertListQuery,
      response: { 200: alertListSchema, ...errorResponses(400, 401, 403, 429) },
    },
    answer: (question) => answerPage(alerts, path, question),
  };
}

async function answerPage(alerts: Alerts, path: string, question: Question): Promise<Answer> {
  const { scope, query: raw, apiBase } = question;
  const query = readListQuery(raw, alertSurface);
  const evidence = query.expand.length > 0 ? "expanded" : "listed";
  const texts: string[] = [];
  for await (const found of alerts.page(scope, selectionOf(query, rowsToRead(query)))) {
    texts.push(JSON.stringify(writeEndpointAlert(found, scope.tenantId, evidence)));
    if (texts.length % ALERTS_PER_TURN === 0) await nextTurn();
  }
  const body = writeCollection({ apiBase, set: "Alerts", path, query: raw }, query, texts);
  return { status: 200, headers: ODATA_HEADERS, body };
}
