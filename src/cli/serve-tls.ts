import { randomBytes } from "node:crypto";
import type { App } from "../server/app.ts";
import { createHttpsListener, type HttpsListener } from "../server/https.ts";
import type { ServerLimits } from "../server/limits.ts";
import {
  type CertificateFiles,
  CertificateFilesError,
  readCertificateFiles,
  watchCertificateFiles,
} from "../tls/certificate-files.ts";
import { CertificateError, ensureCertificates } from "../tls/certificate-folder.ts";
import type { CertificatePair } from "../tls/make-certificates.ts";
import { type CliContext, CommandFailure, option } from "./context.ts";
import { Exit } from "./exit.ts";
import { keysFolder } from "./open-store.ts";

export const DEFAULT_TLS_PORT = 8443;

export interface TlsOptions {
  readonly data: string;
  readonly keys?: string;
  readonly tls?: boolean;
  readonly tlsPort: number;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
}

export const tlsCertOption = () =>
  option("--tls-cert <file>", "your own certificate, with its chain, in PEM", "TOCSIN_TLS_CERT");

export const tlsKeyOption = () => option("--tls-key <file>", "its private key in PEM", "TOCSIN_TLS_KEY");

/** HTTPS beside the server's own port. */
export interface Tls extends Pick<HttpsListener, "listen"> {
  /** Reads the files of the certificate again; those that cannot be used leave the one before in force. */
  reload(): void;
}

/** A certificate of our own is looked after once a day: it is good for a month more when it is made anew. */
const RENEW_EVERY_MS = 86_400_000;

/**
 * Prepares HTTPS, if it is wanted, before the app listens: with the operator's certificate, or with one from the data
 * folder's authority. Either is read again when its files change.
 *
 * @throws {CommandFailure}
 */
export async function prepareTls(
  context: CliContext,
  { http }: App,
  options: TlsOptions,
  limits: ServerLimits,
): Promise<Tls | undefined> {
  const { tlsCert, tlsKey } = options;
  if (options.tls !== true && tlsCert === undefined && tlsKey === undefined) return undefined;
  const own = ownFiles(options);
  const files = own ?? (await madeFiles(keysFolder(options)));
  const listener = createHttpsListener(http, limits, usable(files));
  const reload = () => reloadInto(listener, files, context, http);
  const unwatch = watchCertificateFiles(files, reload);
  const renewing = own ? undefined : setInterval(() => void renew(context, options), RENEW_EVERY_MS).unref();
  http.addHook("onClose", async () => {
    unwatch();
    clearInterval(renewing);
  });
  return { listen: (host, port) => listener.listen(host, port), reload };
}

function ownFiles({ tlsCert, tlsKey }: TlsOptions): CertificateFiles | undefined {
  if (tlsCert === undefined && tlsKey === undefined) return undefined;
  if (tlsCert !== undefined && tlsKey !== undefined) return { certificate: tlsCert, key: tlsKey };
  throw new CommandFailure(Exit.usage, "--tls-cert and --tls-key need each other");
}

async function madeFiles(folder: string): Promise<CertificateFiles> {
  try {
    const making = { nowMs: Date.now(), random: (bytes: number) => randomBytes(bytes) };
    const { paths } = await ensureCertificates(folder, [], making);
    return { certificate: paths.server, key: paths.server };
  } catch (error) {
    if (error instanceof CertificateError) throw new CommandFailure(Exit.data, error.message);
    throw error;
  }
}

function usable(files: CertificateFiles): CertificatePair {
  try {
    return readCertificateFiles(files);
  } catch (error) {
    if (error instanceof CertificateFilesError) throw new CommandFailure(Exit.usage, error.message);
    throw error;
  }
}

function reloadInto(
  listener: HttpsListener,
  files: CertificateFiles,
  { stderr }: CliContext,
  http: App["http"],
): void {
  try {
    listener.use(readCertificateFiles(files));
    http.log.info("the certificate was read again and is in force");
  } catch (error) {
    // Of the two files one is often written before the other; the second change is looked at as well.
    const words = error instanceof CertificateFilesError ? error.message : "the certificate cannot be used";
    stderr.write(`tocsin: ${words}\ntocsin: the certificate before stays in force\n`);
  }
}

async function renew({ stderr }: CliContext, options: TlsOptions): Promise<void> {
  try {
    await madeFiles(keysFolder(options));
  } catch (error) {
    stderr.write(`tocsin: the certificate could not be renewed: ${String(error)}\n`);
  }
}
