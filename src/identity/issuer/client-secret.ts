import { createHash, timingSafeEqual } from "node:crypto";
import type { StandInApp } from "./directory.ts";
import { expiredSecret, invalidSecret } from "./sign-in-errors.ts";

/**
 * Checks the secret that an application presents, in a time that tells nothing of the right ones: all of them are compared,
 * by their hashes.
 *
 * @param today `YYYY-MM-DD` in UTC
 * @throws {SignInError} 7000215 or 7000222
 */
export function checkClientSecret(app: StandInApp, presented: string, today: string): void {
  const digest = sha256(presented);
  const plain = app.secret ? [{ sha256: sha256(app.secret).toString("hex"), expires: undefined }] : [];
  const matching = [...plain, ...(app.secrets ?? [])].filter((secret) =>
    timingSafeEqual(digest, Buffer.from(secret.sha256, "hex")),
  );
  if (matching.length === 0) throw invalidSecret(app.appId);
  const good = matching.some(({ expires }) => expires === undefined || today <= expires);
  if (!good) throw expiredSecret(app.appId);
}

/** Whether a secret of two is the other, in a time that tells nothing of it. */
export function isSameSecret(a: string, b: string): boolean {
  return timingSafeEqual(sha256(a), sha256(b));
}

function sha256(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
