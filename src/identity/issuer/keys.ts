import { createPrivateKey, generateKeyPair, type KeyObject } from "node:crypto";
import { chmod, link, lstat, mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { calculateJwkThumbprint } from "jose";
import { isJsonObject, type JsonObject } from "../../domain/json.ts";
import { readSigningKey, type SigningKey, STAND_IN_KEY_ID_PREFIX, STAND_IN_MARKER } from "../signing-key.ts";

/** The stand-in's one signing key. */
export interface StandInKeys {
  readonly keyId: string;
  readonly privateKey: KeyObject;
  readonly signingKey: SigningKey;
  /** The public half as it is published, with the marker that makes production refuse it. */
  readonly publicJwk: JsonObject;
}

export type StandInKeysErrorCode = "unreadable" | "damaged" | "unwritable";

/** The stand-in's keys cannot be used; the message says what to do. */
export class StandInKeysError extends Error {
  readonly code: StandInKeysErrorCode;
  constructor(code: StandInKeysErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "StandInKeysError";
    this.code = code;
  }
}

const MODULUS_BITS = 2048;

/**
 * Whether a data folder holds stand-in keys: production must not run on such a folder, because whoever has read the
 * keys can make tokens for it. Rejects when that cannot be found out.
 */
export async function hasStandInKeys(dataFolder: string): Promise<boolean> {
  try {
    await lstat(pathOf(dataFolder));
    return true;
  } catch (error) {
    if (isErrno(error, "ENOENT") || isErrno(error, "ENOTDIR")) return false;
    throw new StandInKeysError("unreadable", `cannot look for ${pathOf(dataFolder)}`, { cause: error });
  }
}

/**
 * The stand-in's signing key: RS256, 2048 bits, in `stand-in/keys.json` of the data folder, readable by its owner
 * alone. Made at the first call; of two programs that make one at once, both use the one that came first.
 *
 * @throws {StandInKeysError}
 */
export async function loadOrCreateStandInKeys(dataFolder: string): Promise<StandInKeys> {
  const path = pathOf(dataFolder);
  const stored = await read(path);
  if (stored !== undefined) return stored;
  await create(dataFolder, path);
  const created = await read(path);
  if (created === undefined) throw new StandInKeysError("unreadable", `${path} vanished while it was made`);
  return created;
}

function pathOf(dataFolder: string): string {
  return join(dataFolder, "stand-in", "keys.json");
}

async function read(path: string): Promise<StandInKeys | undefined> {
  const text = await readText(path);
  return text === undefined ? undefined : parseKeys(text, path);
}

async function readText(path: string): Promise<string | undefined> {
  try {
    const text = await readFile(path, "utf8");
    const { mode } = await lstat(path);
    if ((mode & 0o077) !== 0) await chmod(path, 0o600);
    return text;
  } catch (error) {
    if (isErrno(error, "ENOENT")) return undefined;
    throw new StandInKeysError("unreadable", `cannot read ${path}: ${messageOf(error)}`, { cause: error });
  }
}

function parseKeys(text: string, path: string): StandInKeys {
  try {
    const stored: unknown = JSON.parse(text);
    if (isJsonObject(stored) && isJsonObject(stored.key)) return standInKeys(stored.key);
  } catch {
    // What the parser and OpenSSL say may quote the key.
  }
  throw new StandInKeysError("damaged", `${path} holds no key: delete it, and a new one is made`);
}

function standInKeys(jwk: JsonObject): StandInKeys {
  const privateKey = createPrivateKey({ key: { ...jwk }, format: "jwk" });
  const { kid, n, e } = jwk;
  if (typeof kid !== "string" || !kid.startsWith(STAND_IN_KEY_ID_PREFIX))
    throw new TypeError("not a stand-in key");
  if (typeof n !== "string" || typeof e !== "string") throw new TypeError("not an RSA key");
  const publicJwk = { kty: "RSA", use: "sig", kid, x5t: kid, n, e, [STAND_IN_MARKER]: true };
  const signingKey = readSigningKey(publicJwk);
  if (signingKey === undefined) throw new TypeError("not a key to sign with");
  return { keyId: kid, privateKey, signingKey, publicJwk };
}

async function create(dataFolder: string, path: string): Promise<void> {
  const { privateKey } = await promisify(generateKeyPair)("rsa", { modulusLength: MODULUS_BITS });
  const jwk = privateKey.export({ format: "jwk" });
  const kid = STAND_IN_KEY_ID_PREFIX + (await calculateJwkThumbprint(jwk));
  const text = `${JSON.stringify({ [STAND_IN_MARKER]: true, key: { kid, ...jwk } })}\n`;
  const draft = `${path}.${process.pid}-${kid.slice(-8)}`;
  try {
    await mkdir(join(dataFolder, "stand-in"), { recursive: true, mode: 0o700 });
    await writeDraft(draft, text);
    await publish(draft, path);
  } catch (error) {
    throw new StandInKeysError("unwritable", `cannot write ${path}: ${messageOf(error)}`, { cause: error });
  } finally {
    await rm(draft, { force: true });
  }
}

async function writeDraft(draft: string, text: string): Promise<void> {
  const file = await open(draft, "wx", 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** A hard link appears whole and never replaces another's key; where there are none, a rename at least appears whole. */
async function publish(draft: string, path: string): Promise<void> {
  try {
    await link(draft, path);
  } catch (error) {
    if (!isErrno(error, "EEXIST")) await rename(draft, path);
  }
}

function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : "unknown error";
}
