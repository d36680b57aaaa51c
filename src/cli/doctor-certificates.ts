import { X509Certificate } from "node:crypto";
import { existsSync } from "node:fs";
import type { Finding } from "../store/verify/finding.ts";
import {
  type CertificateFiles,
  CertificateFilesError,
  readCertificateFiles,
} from "../tls/certificate-files.ts";
import { certificatePaths, namesOf, RENEW_BEFORE_MS } from "../tls/certificate-folder.ts";
import { STANDARD_NAMES } from "../tls/certificate-names.ts";

const CHECK = "certificate";
const NAMES_SHOWN_MAX = 4;

/** The certificate that `tocsin serve` would use: the operator's own, or the one in a folder, if either is there. */
export function checkCertificate(
  folder: string,
  own: { readonly [File in keyof CertificateFiles]: string | undefined },
  nowMs: number,
): readonly Finding[] {
  if (own.certificate !== undefined && own.key !== undefined) {
    return [checkFiles({ certificate: own.certificate, key: own.key }, nowMs, "ask for another one")];
  }
  if (own.certificate !== undefined || own.key !== undefined) {
    return [{ check: CHECK, verdict: "problem", words: "--tls-cert and --tls-key need each other" }];
  }
  const { server, authorityWithKey } = certificatePaths(folder);
  if (!existsSync(server)) {
    const words = `none in ${folder} yet; tocsin serve --tls makes one`;
    return [{ check: CHECK, verdict: "note", words }];
  }
  return [
    checkFiles({ certificate: server, key: server }, nowMs, "tocsin cert makes another one"),
    checkFiles(
      { certificate: authorityWithKey, key: authorityWithKey },
      nowMs,
      "tocsin cert --new-authority makes another one, which clients must be told to trust",
    ),
  ];
}

function checkFiles(files: CertificateFiles, nowMs: number, todo: string): Finding {
  try {
    const certificate = new X509Certificate(readCertificateFiles(files).certificate);
    return { check: CHECK, ...validity(certificate, files.certificate, nowMs, todo) };
  } catch (error) {
    if (!(error instanceof CertificateFilesError)) throw error;
    return { check: CHECK, verdict: "problem", words: `${error.message}; ${todo}` };
  }
}

function validity(
  certificate: X509Certificate,
  path: string,
  nowMs: number,
  todo: string,
): Omit<Finding, "check"> {
  const day = (text: string) => new Date(text).toISOString().slice(0, 10);
  const end = `until ${day(certificate.validTo)}`;
  if (nowMs < Date.parse(certificate.validFrom)) {
    const words = `${path} is good only from ${day(certificate.validFrom)}; set this machine's clock, or ${todo}`;
    return { verdict: "problem", words };
  }
  const leftMs = Date.parse(certificate.validTo) - nowMs;
  if (leftMs <= 0) return { verdict: "problem", words: `${path} was good ${end}; ${todo}` };
  if (leftMs < RENEW_BEFORE_MS) return { verdict: "note", words: `${path} is good only ${end}; ${todo}` };
  return { verdict: "ok", words: `${path}: good ${end}${forNames(certificate)}` };
}

function forNames(certificate: X509Certificate): string {
  const standard = new Set(STANDARD_NAMES);
  const all = namesOf(certificate.toString());
  const names = all.filter((name) => !standard.has(name));
  const some = all.length > names.length ? ["localhost and the vendor's hosts", ...names] : names;
  if (some.length === 0) return "";
  const more = some.length - NAMES_SHOWN_MAX;
  return `, for ${some.slice(0, NAMES_SHOWN_MAX).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
