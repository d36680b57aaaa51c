import { createHash } from "node:crypto";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { Scope } from "../../domain/scope.ts";
import type { Timestamp } from "../../domain/time.ts";
import { StoreError } from "../contract.ts";
import { first, query, type Steps } from "./steps.ts";

const DEFLATE_LEVEL = 1;

/** True when these very bytes were imported for this incident before. */
export function* isKnownOriginal(
  { tenantId }: Scope,
  incidentId: number,
  original: Uint8Array,
): Steps<boolean> {
  const known = yield* first(
    "select 1 as known from originals where tenant_id = $1 and incident_id = $2 and sha256 = $3",
    tenantId,
    incidentId,
    sha256(original),
  );
  return known !== undefined;
}

/** Keeps the bytes of an import beside those that came before: every version stays readable. */
export function* keepOriginal(
  { tenantId }: Scope,
  incident: { readonly incidentId: number; readonly lastUpdateDateTime: Timestamp },
  original: Uint8Array,
): Steps<void> {
  const { incidentId, lastUpdateDateTime } = incident;
  const last = yield* first(
    "select max(sequence) as sequence from originals where tenant_id = $1 and incident_id = $2",
    tenantId,
    incidentId,
  );
  const content = deflateRawSync(original, { level: DEFLATE_LEVEL });
  yield* query(
    `insert into originals (tenant_id, incident_id, sequence, last_update_date_time, sha256, content)
     values ($1, $2, $3, $4, $5, $6)`,
    tenantId,
    incidentId,
    Number(last?.sequence ?? 0) + 1,
    lastUpdateDateTime,
    sha256(original),
    content,
  );
}

/** @throws {StoreError} `corrupt` for bytes that were not kept by `keepOriginal` */
export function inflated(content: unknown): Uint8Array {
  if (!(content instanceof Uint8Array)) throw new TypeError("an original that is not bytes");
  try {
    return inflateRawSync(content);
  } catch (error) {
    throw new StoreError("corrupt", "an original in the database is damaged; restore a backup", {
      cause: error,
    });
  }
}

function sha256(bytes: Uint8Array): Uint8Array {
  return createHash("sha256").update(bytes).digest();
}
