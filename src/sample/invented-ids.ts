import { hash } from "node:crypto";

/** Ids and hashes made of phrases: nothing here is the hash of a real file or the id of a real thing. */

/** A GUID (RFC 9562 § 5.8, version 8) that belongs to a phrase. */
export function guidOf(phrase: string): string {
  const hex = sha256Of(`guid ${phrase}`);
  const variant = "89ab"[Number.parseInt(hex[16] ?? "0", 16) % 4];
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join("-");
}

/** 40 hex digits of a phrase. */
export function sha1Of(phrase: string): string {
  return hash("sha1", `northwind ${phrase}`, "hex");
}

/** 64 hex digits of a phrase. */
export function sha256Of(phrase: string): string {
  return hash("sha256", `northwind ${phrase}`, "hex");
}

/** 32 hex digits of a phrase. */
export function md5Of(phrase: string): string {
  return sha256Of(`md5 ${phrase}`).slice(0, 32);
}
