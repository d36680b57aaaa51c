import type { Answer, Endpoint, Question } from "../endpoint.ts";
import { writeAlertAnswer } from "./alert-answer.ts";
import type { AlertServices, Alerts } from "./alert-endpoints.ts";
import { readAlertUpdate } from "./alert-update-body.ts";
import { alertUpdateSchema } from "./body-schemas.ts";
import { endpointAlertSchema } from "./endpoint-alert-schemas.ts";
import { alertNotFound } from "./errors.ts";
import { alertIdParams } from "./path-schemas.ts";
import { refuseOptions } from "./query-options.ts";
import { errorResponses } from "./schemas.ts";
import { allowed } from "./update-refusal.ts";

/** `PATCH /api/alerts/{id}`, contract/defender.md § 10.1; answers the whole alert. */
export function updateAlert({ alerts, permissions }: AlertServices, path: string): Endpoint {
  return {
    method: "PATCH",
    path: `${path}/:id`,
    operation: "updateAlert",
    permissions: permissions.write,
    rolePermission: "alertsInvestigation",
    schema: {
      operationId: "updateAlert",
      summary: "Update an alert: status, owner, judgement, comment",
      tags: ["Alerts"],
      params: alertIdParams,
      body: alertUpdateSchema,
      response: { 200: endpointAlertSchema, ...errorResponses(400, 401, 403, 404, 429) },
    },
    answer: (question) => answerUpdate(alerts, question),
  };
}

async function answerUpdate(alerts: Alerts, question: Question): Promise<Answer> {
  refuseOptions(question.query);
  const { id = "" } = question.params;
  const update = readAlertUpdate(question.body);
  const [updated] = await allowed(alerts.update(question.scope, [id], update));
  if (!updated) throw alertNotFound(id);
  return writeAlertAnswer(updated, question);
}
