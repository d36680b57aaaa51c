import type { AlertOfIncident } from "../../domain/alert/alert.ts";
import type { Answer, Question } from "../endpoint.ts";
import { writeEndpointAlert } from "./endpoint-alert.ts";
import { ODATA_HEADERS } from "./odata-headers.ts";

/** The answer with a single alert: its members inline after the context, its evidence filled (contract/defender.md § 10.2). */
export function writeAlertAnswer(found: AlertOfIncident, { scope, apiBase }: Question): Answer {
  const context = `${apiBase}/api/$metadata#Alerts/$entity`;
  const alert = writeEndpointAlert(found, scope.tenantId, "expanded");
  return {
    status: 200,
    headers: ODATA_HEADERS,
    body: JSON.stringify({ "@odata.context": context, ...alert }),
  };
}
