import { X509Certificate } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { CertificateFilesError, readCertificateFiles } from "./certificate-files.ts";
import { canonicalAddress, STANDARD_NAMES } from "./certificate-names.ts";
import type { CertificatePair, Making } from "./make-certificates.ts";
import { writeWhole } from "./private-files.ts";

/** Where a data folder keeps its certificates. */
export interface CertificatePaths {
  /** The authority's certificate, for clients to trust. */
  readonly authority: string;
  /** The same with its private key. */
  readonly authorityWithKey: string;
  /** The server's certificate with its chain and its private key. */
  readonly server: string;
}

/** The certificates of a data folder as they are now. */
export interface Certificates {
  readonly paths: CertificatePaths;
  /** What the server's certificate is for. */
  readonly names: readonly string[];
  readonly authorityMade: boolean;
  readonly serverMade: boolean;
  readonly authorityExpires: string;
  readonly serverExpires: string;
}

export type CertificateErrorCode = "damaged" | "not-permitted" | "unwritable";

/** The certificates of a folder cannot be used, made or extended; the message says what to do. */
export class CertificateError extends Error {
  readonly code: CertificateErrorCode;
  constructor(code: CertificateErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "CertificateError";
    this.code = code;
  }
}

/** Server certificates are made anew when they are good for less than this. */
export const RENEW_BEFORE_MS = 30 * 86_400_000;

export function certificatePaths(dataFolder: string): CertificatePaths {
  const of = (name: string) => join(dataFolder, "tls", name);
  return {
    authority: of("authority.pem"),
    authorityWithKey: of("authority-with-key.pem"),
    server: of("server-with-key.pem"),
  };
}

export function hasAuthority(dataFolder: string): boolean {
  return existsSync(certificatePaths(dataFolder).authority);
}

/**
 * Sees to it that a data folder has an authority, and a server certificate from it for the standard names, those that it
 * had before and the given ones, good for a month at least. What is good already stays; of two programs that make an
 * authority at once, both use the one that came first.
 *
 * @throws {CertificateError}
 */
export async function ensureCertificates(
  dataFolder: string,
  names: readonly string[],
  making: Making,
  newAuthority = false,
): Promise<Certificates> {
  const paths = certificatePaths(dataFolder);
  try {
    const before = readPair(paths.server);
    const wanted = [
      ...new Set([...STANDARD_NAMES, ...(before ? namesOf(before.certificate) : []), ...names]),
    ];
    const { authority, made } = await ensureAuthority(paths, wanted, making, newAuthority);
    const server = before && isGood(before, authority, wanted, making.nowMs) ? before : undefined;
    const current = server ?? (await makeServer(paths, authority, wanted, making));
    return {
      paths,
      names: wanted,
      authorityMade: made,
      serverMade: server === undefined,
      authorityExpires: expiryOf(authority),
      serverExpires: expiryOf(current),
    };
  } catch (error) {
    if (error instanceof CertificateError) throw error;
    if (!(error instanceof Error) || !("code" in error)) throw error;
    throw new CertificateError("unwritable", `cannot write to ${dataFolder}: ${String(error.code)}`, {
      cause: error,
    });
  }
}

/** The host names and addresses that a certificate is for. */
export function namesOf(pem: string): readonly string[] {
  const { subjectAltName = "" } = new X509Certificate(pem);
  return subjectAltName
    .split(", ")
    .map((entry) => entry.replace(/^(?:DNS|IP Address):/, ""))
    .map(canonicalAddress)
    .filter((name) => name !== "");
}

async function ensureAuthority(
  paths: CertificatePaths,
  names: readonly string[],
  making: Making,
  anew: boolean,
): Promise<{ readonly authority: CertificatePair; readonly made: boolean }> {
  const before = anew ? undefined : readPair(paths.authorityWithKey);
  if (before === undefined) {
    const { makeAuthority } = await import("./make-certificates.ts");
    const made = await makeAuthority(names, making);
    writeWhole(paths.authorityWithKey, made.certificate + made.privateKey, { first: !anew });
  }
  const authority = before ?? readPair(paths.authorityWithKey);
  if (authority === undefined) throw new CertificateError("damaged", `${paths.authorityWithKey} vanished`);
  const certificate = certificatesIn(authority.certificate);
  const published = existsSync(paths.authority) ? readFileSync(paths.authority, "utf8") : "";
  if (published !== certificate) writeWhole(paths.authority, certificate, { public: true });
  return { authority, made: before === undefined };
}

async function makeServer(
  paths: CertificatePaths,
  authority: CertificatePair,
  names: readonly string[],
  making: Making,
): Promise<CertificatePair> {
  const { makeServerCertificate, namesBeyond } = await import("./make-certificates.ts");
  const beyond = namesBeyond(authority.certificate, names);
  if (beyond.length > 0) {
    // Clients would refuse the certificate, and say little about why.
    throw new CertificateError(
      "not-permitted",
      `the authority in ${paths.authority} may not vouch for ${beyond.join(", ")}. With --new-authority another one is made, which clients must be told to trust again`,
    );
  }
  const made = await makeServerCertificate(authority, names, making);
  const chain = made.certificate + certificatesIn(authority.certificate);
  writeWhole(paths.server, chain + made.privateKey);
  return { certificate: chain, privateKey: made.privateKey };
}

function readPair(path: string): CertificatePair | undefined {
  if (!existsSync(path)) return undefined;
  try {
    return readCertificateFiles({ certificate: path, key: path });
  } catch (error) {
    if (!(error instanceof CertificateFilesError)) throw error;
    throw new CertificateError("damaged", `${error.message}: delete it, and a new one is made`);
  }
}

function certificatesIn(pem: string): string {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  return blocks.map((block) => `${block}\n`).join("");
}

function isGood(
  server: CertificatePair,
  authority: CertificatePair,
  wanted: readonly string[],
  nowMs: number,
): boolean {
  const certificate = new X509Certificate(server.certificate);
  const names = new Set(namesOf(server.certificate));
  if (!wanted.every((name) => names.has(name))) return false;
  if (Date.parse(certificate.validTo) - nowMs < RENEW_BEFORE_MS) return false;
  return certificate.verify(new X509Certificate(authority.certificate).publicKey);
}

function expiryOf({ certificate }: CertificatePair): string {
  return new Date(new X509Certificate(certificate).validTo).toISOString().slice(0, 10);
}
