import { constants, createHmac, generateKeyPairSync, type KeyObject, sign } from "node:crypto";

/** Makes tokens of every kind, right and wrong, for tests. */

export const TENANT = "7b2f0c4e-58a1-4d0e-9c37-2f6d1a90be11";
export const OTHER_TENANT = "0d9c2f51-6a1b-4f7e-8f0a-3f2b9be4a7c2";
export const APP = "5f1c7a52-9a0e-4f43-8a2b-6f0f8d1f3b21";
export const USER = "c1b6a0f4-2f6e-4a57-9f9b-1c1d33f0a9e5";
export const AUDIENCE = "https://api.security.microsoft.com";
/** 2026-11-20T12:00:00Z */
export const NOW_MS = Date.UTC(2026, 10, 20, 12);
export const NOW = NOW_MS / 1000;

export type Members = Readonly<Record<string, unknown>>;

export interface TestKey {
  readonly keyId: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly jwk: Members;
}

export function rsaKey(keyId: string, modulusLength = 2048): TestKey {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength });
  const jwk = { ...publicKey.export({ format: "jwk" }), kid: keyId, use: "sig" };
  return { keyId, privateKey, publicKey, jwk };
}

export function applicationClaims(issuer: string, changes: Members = {}): Members {
  return {
    aud: AUDIENCE,
    iss: issuer,
    iat: NOW - 300,
    nbf: NOW - 300,
    exp: NOW + 3600,
    appid: APP,
    appidacr: "1",
    oid: "9f6a2f0d-13f5-4b27-9d41-75a3c1f0a001",
    roles: ["Incident.Read.All"],
    sub: "9f6a2f0d-13f5-4b27-9d41-75a3c1f0a001",
    tid: TENANT,
    ver: "1.0",
    ...changes,
  };
}

export function userClaims(issuer: string, changes: Members = {}): Members {
  return {
    aud: AUDIENCE,
    iss: issuer,
    nbf: NOW - 300,
    exp: NOW + 3600,
    appid: APP,
    oid: USER,
    scp: "Incident.Read",
    tid: TENANT,
    upn: "ana.ruiz@northwind.example",
    ver: "1.0",
    ...changes,
  };
}

export function encode(value: unknown): string {
  return Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");
}

export function without(members: Members, ...names: readonly string[]): Members {
  return Object.fromEntries(Object.entries(members).filter(([name]) => !names.includes(name)));
}

/** An honest signature over whatever header and payload: RS256, or PS256 where the header says so. */
export function signed(key: TestKey, claims: unknown, header: Members = {}): string {
  const full = { typ: "JWT", alg: "RS256", kid: key.keyId, ...header };
  const input = `${encode(full)}.${encode(claims)}`;
  const padding = full.alg === "PS256" ? constants.RSA_PKCS1_PSS_PADDING : constants.RSA_PKCS1_PADDING;
  const pss = full.alg === "PS256" ? { saltLength: 32 } : {};
  const signature = sign("sha256", Buffer.from(input), { key: key.privateKey, padding, ...pss });
  return `${input}.${signature.toString("base64url")}`;
}

/** Signed with the text of the public key as if it were a shared secret. */
export function signedWithPublicKey(key: TestKey, claims: unknown): string {
  const input = `${encode({ typ: "JWT", alg: "HS256", kid: key.keyId })}.${encode(claims)}`;
  const pem = key.publicKey.export({ format: "pem", type: "spki" });
  return `${input}.${createHmac("sha256", pem).update(input).digest("base64url")}`;
}

/** Signed with a curve while the header names the id of an RSA key. */
export function signedWithCurve(key: TestKey, claims: unknown): string {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const input = `${encode({ typ: "JWT", alg: "ES256", kid: key.keyId })}.${encode(claims)}`;
  const signature = sign("sha256", Buffer.from(input), { key: privateKey, dsaEncoding: "ieee-p1363" });
  return `${input}.${signature.toString("base64url")}`;
}
