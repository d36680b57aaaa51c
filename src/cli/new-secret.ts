import { hash, randomBytes } from "node:crypto";

/** A secret for an application, and what the configuration keeps of it. */
export interface NewSecret {
  readonly secret: string;
  readonly kept: { readonly sha256: string; readonly hint: string; readonly expires?: string };
}

const HINT_LENGTH = 3;

/** 256 bits: so much that its hash can be kept without salt or stretching. */
export function newSecret(expires: string | undefined): NewSecret {
  const secret = randomBytes(32).toString("base64url");
  const kept = { sha256: hash("sha256", secret), hint: secret.slice(0, HINT_LENGTH) };
  return { secret, kept: expires === undefined ? kept : { ...kept, expires } };
}
