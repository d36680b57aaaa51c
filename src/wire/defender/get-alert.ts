import type { Answer, Endpoint, Question } from "../endpoint.ts";
import { writeAlertAnswer } from "./alert-answer.ts";
import type { AlertServices, Alerts } from "./alert-endpoints.ts";
import { endpointAlertSchema } from "./endpoint-alert-schemas.ts";
import { alertNotFound } from "./errors.ts";
import { alertIdParams } from "./path-schemas.ts";
import { refuseOptions } from "./query-options.ts";
import { errorResponses } from "./schemas.ts";

/** `GET /api/alerts/{id}`, contract/defender.md § 10.1; its evidence is always there (§ 10.2). */
export function getAlert({ alerts, permissions }: AlertServices, path: string): Endpoint {
  return {
    method: "GET",
    path: `${path}/:id`,
    operation: "getAlert",
    permissions: permissions.read,
    rolePermission: "viewData",
    schema: {
      operationId: "getAlert",
      summary: "Get one alert with its evidence",
      tags: ["Alerts"],
      params: alertIdParams,
      response: { 200: endpointAlertSchema, ...errorResponses(400, 401, 403, 404, 429) },
    },
    answer: (question) => answerAlert(alerts, question),
  };
}

async function answerAlert(alerts: Alerts, question: Question): Promise<Answer> {
  refuseOptions(question.query);
  const { id = "" } = question.params;
  const found = await alerts.get(question.scope, id);
  if (!found) throw alertNotFound(id);
  return writeAlertAnswer(found, question);
}
