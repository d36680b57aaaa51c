import type { Answer, Endpoint, Question } from "../endpoint.ts";
import { writeAlertAnswer } from "./alert-answer.ts";
import type { AlertServices } from "./alert-endpoints.ts";
import { readAlertReport } from "./alert-report-body.ts";
import { alertReportSchema } from "./body-schemas.ts";
import { endpointAlertSchema } from "./endpoint-alert-schemas.ts";
import { machineEventNotFound } from "./errors.ts";
import { refuseOptions } from "./query-options.ts";
import { errorResponses } from "./schemas.ts";

/**
 * `POST /api/alerts/CreateAlertByReference`, contract/defender.md § 10.1. Events of devices are not kept here: one is found
 * when its device is known (docs/differences.md).
 */
export function createAlert(services: AlertServices, path: string): Endpoint {
  return {
    method: "POST",
    path: `${path}/CreateAlertByReference`,
    operation: "createAlert",
    permissions: services.permissions.write,
    rolePermission: "alertsInvestigation",
    schema: {
      operationId: "createAlertByReference",
      summary: "Raise an alert about an event on a device",
      tags: ["Alerts"],
      body: alertReportSchema,
      response: { 200: endpointAlertSchema, ...errorResponses(400, 401, 403, 404, 429) },
    },
    answer: (question) => answerReport(services, question),
  };
}

async function answerReport({ alerts, newAlertId }: AlertServices, question: Question): Promise<Answer> {
  refuseOptions(question.query);
  const report = { ...readAlertReport(question.body), alertId: newAlertId() };
  const raised = await alerts.report(question.scope, report);
  if (!raised) throw machineEventNotFound(report.deviceId, report.reportId);
  return writeAlertAnswer(raised, question);
}
