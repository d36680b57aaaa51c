import { Type } from "typebox";
import {
  ALERT_ID_LENGTHS,
  ASSIGNED_TO_LENGTHS,
  BATCH_SIZE_MAX,
  COMMENT_LENGTHS,
  DESCRIPTION_LENGTHS,
  type Lengths,
  MACHINE_ID_LENGTHS,
  RECOMMENDED_ACTION_LENGTHS,
  REPORT_ID_LENGTHS,
  TAG_LENGTHS,
  TAGS_MAX,
  TITLE_LENGTHS,
} from "../body-limits.ts";
import { REPORT_CATEGORIES, REPORT_SEVERITIES } from "./alert-report-body.ts";
import { SETTABLE_ALERT_STATUSES } from "./alert-update-body.ts";
import { alertStatus, classification, determination, incidentStatus, severity } from "./enums.ts";
import { SETTABLE_INCIDENT_STATUSES } from "./incident-update-body.ts";
import { body, choice } from "./schema-parts.ts";
import { SETTABLE_CLASSIFICATIONS, SETTABLE_DETERMINATIONS } from "./update-body.ts";

/** The bodies of requests for the API description (contract/defender.md §§ 4.3, 10.1). */

const bounded = ({ min, max }: Lengths, description?: string) =>
  Type.String({ minLength: min, maxLength: max, ...(description === undefined ? {} : { description }) });

const commonUpdate = {
  assignedTo: Type.Optional(bounded(ASSIGNED_TO_LENGTHS, "The owner; an empty text clears it")),
  classification: Type.Optional(choice(classification, SETTABLE_CLASSIFICATIONS)),
  determination: Type.Optional({
    ...choice(determination, SETTABLE_DETERMINATIONS),
    description: "Must belong to the classification that is sent, or to the present one",
  }),
  comment: Type.Optional(bounded(COMMENT_LENGTHS, "Is added to the comments")),
};
const alertUpdate = {
  status: Type.Optional(choice(alertStatus, SETTABLE_ALERT_STATUSES)),
  ...commonUpdate,
};

export const incidentUpdateSchema = body(
  {
    status: Type.Optional(choice(incidentStatus, SETTABLE_INCIDENT_STATUSES)),
    ...commonUpdate,
    tags: Type.Optional(
      Type.Array(bounded(TAG_LENGTHS), { maxItems: TAGS_MAX, description: "Replaces all custom tags" }),
    ),
  },
  { minProperties: 1 },
);

export const alertUpdateSchema = body(alertUpdate, { minProperties: 1 });

export const alertBatchSchema = body(
  {
    alertIds: Type.Array(bounded(ALERT_ID_LENGTHS), { minItems: 1, maxItems: BATCH_SIZE_MAX }),
    ...alertUpdate,
  },
  { minProperties: 2 },
);

export const alertReportSchema = body({
  eventTime: Type.String({ description: "UTC, ISO 8601, up to 7 fractional digits, with Z" }),
  reportId: bounded(REPORT_ID_LENGTHS),
  machineId: bounded(MACHINE_ID_LENGTHS),
  severity: choice(severity, REPORT_SEVERITIES),
  title: bounded(TITLE_LENGTHS),
  description: bounded(DESCRIPTION_LENGTHS),
  recommendedAction: bounded(RECOMMENDED_ACTION_LENGTHS),
  category: Type.String({ enum: [...REPORT_CATEGORIES] }),
});
