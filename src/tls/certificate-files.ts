import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFileSync, unwatchFile, watchFile } from "node:fs";
import type { CertificatePair } from "./make-certificates.ts";

/** A certificate and its key cannot be used; the message says which files, and nothing of what is in them. */
export class CertificateFilesError extends Error {
  readonly code = "unusable-certificate";
  constructor(message: string) {
    super(message);
    this.name = "CertificateFilesError";
  }
}

/** The files of a certificate, with its chain, and of its private key, both in PEM. */
export interface CertificateFiles {
  readonly certificate: string;
  readonly key: string;
}

/** Looking at the files, rather than being told by the system, also finds what arrives by a rename or over a network. */
const LOOK_EVERY_MS = 1_000;

/** @throws {CertificateFilesError} */
export function readCertificateFiles(files: CertificateFiles): CertificatePair {
  const pair = { certificate: read(files.certificate), privateKey: read(files.key) };
  if (belongTogether(pair)) return pair;
  throw new CertificateFilesError(
    files.certificate === files.key
      ? `${files.key} does not hold a certificate and its private key, in PEM`
      : `${files.certificate} and ${files.key} are not a certificate and its private key, in PEM`,
  );
}

/** Calls back when one of the files may have changed. Gives a function that ends it. */
export function watchCertificateFiles(files: CertificateFiles, onChange: () => void): () => void {
  const paths = new Set([files.certificate, files.key]);
  for (const path of paths) watchFile(path, { interval: LOOK_EVERY_MS, persistent: false }, onChange);
  return () => {
    for (const path of paths) unwatchFile(path, onChange);
  };
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    throw new CertificateFilesError(`${path} cannot be read (${code})`);
  }
}

function belongTogether({ certificate, privateKey }: CertificatePair): boolean {
  try {
    return new X509Certificate(certificate).checkPrivateKey(createPrivateKey(privateKey));
  } catch {
    // What OpenSSL says may quote the key.
    return false;
  }
}
