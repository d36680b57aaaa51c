import { createPublicKey, type KeyObject } from "node:crypto";
import { isJsonObject, type JsonObject } from "../domain/json.ts";

/** A public key that an issuer signs tokens with. */
export interface SigningKey {
  readonly keyId: string;
  readonly publicKey: KeyObject;
  /** The only algorithm it may be used with, when its owner says so (RFC 7517 § 4.4). */
  readonly algorithm?: string;
  /** The only issuer it may be used for, when its owner says so, as Entra does; may hold `{tenantid}`. */
  readonly issuer?: string;
}

/** How an issuer is doing. `why` also stands beside `ok: true` when older keys are in use. */
export interface IssuerHealth {
  readonly issuer: string;
  readonly ok: boolean;
  readonly why?: string;
}

/** The keys of one issuer, wherever they come from. */
export interface SigningKeys {
  /**
   * The key of that id, or `undefined` when the issuer has none.
   *
   * @throws {IssuerProblem} when no keys are at hand, so that nothing can be said
   */
  find(keyId: string): Promise<SigningKey | undefined>;
  /** The key of that id among those at hand, without asking anyone. */
  current(keyId: string): SigningKey | undefined;
  /** Gets the keys when none are at hand. Never rejects: {@link health} says how it went. */
  prime(): Promise<void>;
  health(): IssuerHealth;
  close(): void;
}

/** Stands in the stand-in's keys and discovery document, so that production can tell them. */
export const STAND_IN_MARKER = "tocsin_stand_in";
export const STAND_IN_KEY_ID_PREFIX = "tocsin-stand-in-";

const KEY_COUNT_MAX = 100;
const KEY_ID_LENGTH_MAX = 256;
const MODULUS_BITS_MIN = 2048;
const MODULUS_BITS_MAX = 8192;
const PUBLIC_EXPONENT_MAX = 2n ** 64n;
const PRIVATE_MEMBERS = ["d", "p", "q", "dp", "dq", "qi", "oth"];

/** Whether a discovery document, key or key id is the stand-in's. */
export function isStandInDocument(document: JsonObject): boolean {
  return Object.hasOwn(document, STAND_IN_MARKER) || isStandInKeyId(document.kid);
}

export function isStandInKeyId(keyId: unknown): boolean {
  return typeof keyId === "string" && keyId.startsWith(STAND_IN_KEY_ID_PREFIX);
}

/** The members of a JWK Set that are objects; `undefined` when it is none (RFC 7517 § 5). */
export function jwksMembers(document: JsonObject): readonly JsonObject[] | undefined {
  const { keys } = document;
  if (!Array.isArray(keys)) return undefined;
  return keys.slice(0, KEY_COUNT_MAX).filter(isJsonObject);
}

/**
 * Reads a JWK (RFC 7517, RFC 7518 § 6.3). Gives `undefined` for what is of no use here: not RSA, smaller than 2048
 * bits, for encryption, without an id, or published together with its private half.
 */
export function readSigningKey(jwk: JsonObject): SigningKey | undefined {
  const { kid, kty, use, key_ops: operations, n, e, alg, issuer } = jwk;
  if (typeof kid !== "string" || kid === "" || kid.length > KEY_ID_LENGTH_MAX) return undefined;
  if (kty !== "RSA" || typeof n !== "string" || typeof e !== "string") return undefined;
  if (use !== undefined && use !== "sig") return undefined;
  if (operations !== undefined && !(Array.isArray(operations) && operations.includes("verify"))) {
    return undefined;
  }
  if (PRIVATE_MEMBERS.some((member) => Object.hasOwn(jwk, member))) return undefined;
  const publicKey = rsaPublicKey(n, e);
  if (publicKey === undefined) return undefined;
  return {
    keyId: kid,
    publicKey,
    ...(typeof alg === "string" ? { algorithm: alg } : {}),
    ...(typeof issuer === "string" ? { issuer } : {}),
  };
}

function rsaPublicKey(n: string, e: string): KeyObject | undefined {
  try {
    const key = createPublicKey({ key: { kty: "RSA", n, e }, format: "jwk" });
    const { modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {};
    if (modulusLength < MODULUS_BITS_MIN || modulusLength > MODULUS_BITS_MAX) return undefined;
    if (publicExponent < 3n || publicExponent % 2n === 0n || publicExponent > PUBLIC_EXPONENT_MAX) {
      return undefined;
    }
    return key;
  } catch {
    return undefined;
  }
}

/** Whether two keys are the same in every respect that matters to verification. */
export function sameSigningKey(a: SigningKey, b: SigningKey): boolean {
  return a.algorithm === b.algorithm && a.issuer === b.issuer && a.publicKey.equals(b.publicKey);
}

/** Keys that are at hand for as long as the program runs. */
export function localSigningKeys(issuer: string, keys: readonly SigningKey[]): SigningKeys {
  const byId = new Map(keys.map((key) => [key.keyId, key]));
  return {
    find: async (keyId) => byId.get(keyId),
    current: (keyId) => byId.get(keyId),
    prime: async () => {},
    health: () => ({ issuer, ok: true }),
    close: () => {},
  };
}
