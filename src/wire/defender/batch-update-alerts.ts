import type { Answer, Endpoint, Question } from "../endpoint.ts";
import type { AlertServices, Alerts } from "./alert-endpoints.ts";
import { readBatchUpdate } from "./alert-update-body.ts";
import { alertBatchSchema } from "./body-schemas.ts";
import { alertNotFound } from "./errors.ts";
import { refuseOptions } from "./query-options.ts";
import { errorResponses } from "./schemas.ts";
import { allowed } from "./update-refusal.ts";

/** `POST /api/alerts/batchUpdate`, contract/defender.md § 10.1: all of them or none; the answer has no body. */
export function batchUpdateAlerts({ alerts, permissions }: AlertServices, path: string): Endpoint {
  return {
    method: "POST",
    path: `${path}/batchUpdate`,
    operation: "batchUpdateAlerts",
    permissions: permissions.write,
    rolePermission: "alertsInvestigation",
    schema: {
      operationId: "batchUpdateAlerts",
      summary: "Update several alerts alike, all of them or none",
      tags: ["Alerts"],
      body: alertBatchSchema,
      response: {
        200: { description: "Done; the body is empty" },
        ...errorResponses(400, 401, 403, 404, 429),
      },
    },
    answer: (question) => answerBatch(alerts, question),
  };
}

async function answerBatch(alerts: Alerts, question: Question): Promise<Answer> {
  refuseOptions(question.query);
  const { alertIds, update } = readBatchUpdate(question.body);
  const updated = await allowed(alerts.update(question.scope, alertIds, update));
  const missing = alertIds[updated.indexOf(undefined)];
  if (missing !== undefined) throw alertNotFound(missing);
  return { status: 200, headers: {}, body: "" };
}
