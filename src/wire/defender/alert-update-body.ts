import type { AlertUpdate } from "../../domain/alert/update.ts";
import { ALERT_ID_LENGTHS, BATCH_SIZE_MAX } from "../body-limits.ts";
import { optional } from "../document.ts";
import { BodyReader, refused, required } from "./body-reader.ts";
import { alertStatus } from "./enums.ts";
import { maximumBatchSizeExceeded } from "./errors.ts";
import { readJsonObject } from "./json-body.ts";
import { COMMON_UPDATE_NAMES, readCommonUpdate } from "./update-body.ts";

const NAMES = ["status", ...COMMON_UPDATE_NAMES] as const;

export const SETTABLE_ALERT_STATUSES = ["new", "inProgress", "resolved"] as const;

/** The same change for several alerts. */
export interface AlertBatch {
  /** Without duplicates, in the order they came. */
  readonly alertIds: readonly string[];
  readonly update: AlertUpdate;
}

/**
 * The body of `PATCH /api/alerts/{id}`, contract/defender.md § 10.1. At least one property must be there.
 *
 * @throws {DefenderError} `InvalidRequestBody`
 */
export function readAlertUpdate(bytes: Uint8Array | undefined): AlertUpdate {
  return updateIn(new BodyReader(readJsonObject(bytes), NAMES));
}

/**
 * The body of `POST /api/alerts/batchUpdate`, § 10.1: the ids, and at least one property to change.
 *
 * @throws {DefenderError} `MissingRequiredParameter`, `MaximumBatchSizeExceeded`, `InvalidRequestBody`
 */
export function readBatchUpdate(bytes: Uint8Array | undefined): AlertBatch {
  const body = new BodyReader(readJsonObject(bytes), ["alertIds", ...NAMES]);
  const alertIds = required("alertIds", body.texts("alertIds", ALERT_ID_LENGTHS, requireBatchSize));
  return { alertIds: [...new Set(alertIds)], update: updateIn(body) };
}

function updateIn(body: BodyReader): AlertUpdate {
  body.requireAnyOf(NAMES);
  return {
    ...optional("status", body.member("status", alertStatus, SETTABLE_ALERT_STATUSES)),
    ...readCommonUpdate(body),
  };
}

function requireBatchSize(count: number): void {
  if (count === 0) throw refused("alertIds", "must have at least one item");
  if (count > BATCH_SIZE_MAX) throw maximumBatchSizeExceeded(count, BATCH_SIZE_MAX);
}
