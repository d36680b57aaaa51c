import { hash, type KeyObject, X509Certificate } from "node:crypto";

/** The public half of a certificate with which an application signs its assertions. */
export interface AppCertificate {
  /** SHA-1 of the DER, in base64url (RFC 7515 § 4.1.7). */
  readonly x5t: string;
  /** SHA-256 of the DER, in base64url (RFC 7515 § 4.1.8). */
  readonly x5tS256: string;
  readonly publicKey: KeyObject;
  /** Milliseconds since 1970. */
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
}

/** Reads a certificate from PEM; undefined for what is none, or has no RSA key of at least 2048 bits. */
export function readAppCertificate(pem: string): AppCertificate | undefined {
  try {
    const { raw, publicKey, validFrom, validTo } = new X509Certificate(pem);
    if (publicKey.asymmetricKeyType !== "rsa") return undefined;
    if ((publicKey.asymmetricKeyDetails?.modulusLength ?? 0) < 2048) return undefined;
    return {
      x5t: hash("sha1", raw, "base64url"),
      x5tS256: hash("sha256", raw, "base64url"),
      publicKey,
      notBeforeMs: Date.parse(validFrom),
      notAfterMs: Date.parse(validTo),
    };
  } catch {
    return undefined;
  }
}
