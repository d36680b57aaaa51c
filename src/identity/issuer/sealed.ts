import { hkdfSync, type KeyObject } from "node:crypto";
import { EncryptJWT, jwtDecrypt } from "jose";
import { isJsonObject, type JsonObject } from "../../domain/json.ts";

/** What a sealed text is for: one of a kind opens as no other. */
export type SealedKind = "refresh-token" | "sign-in-page" | "device-page" | "session";

/** What was found in a sealed text. */
export type Opened =
  | { readonly state: "good"; readonly content: JsonObject }
  | { readonly state: "expired" }
  | { readonly state: "unreadable" };

const LENGTH_MAX = 16_384;

/**
 * Texts that only this stand-in can write and read (JWE, A256GCM): what clients and browsers keep for it. The key follows
 * from the signing key, so that refresh tokens outlive a restart.
 */
export class Seal {
  readonly #key: Uint8Array;

  constructor(signingKey: KeyObject) {
    const der = signingKey.export({ type: "pkcs8", format: "der" });
    this.#key = new Uint8Array(hkdfSync("sha256", der, "", "tocsin stand-in seal", 32));
  }

  /** Seals until a moment, in seconds since 1970. */
  seal(kind: SealedKind, content: JsonObject, expiresSeconds: number): Promise<string> {
    return new EncryptJWT({ content })
      .setProtectedHeader({ alg: "dir", enc: "A256GCM" })
      .setAudience(kind)
      .setExpirationTime(expiresSeconds)
      .encrypt(this.#key);
  }

  /** Never rejects: a text that is not ours is `unreadable`. */
  async open(kind: SealedKind, text: string, nowSeconds: number): Promise<Opened> {
    if (text.length > LENGTH_MAX) return { state: "unreadable" };
    try {
      // Only the moment of expiry is of interest; the library's clock tolerance is none.
      const { payload } = await jwtDecrypt(text, this.#key, {
        audience: kind,
        keyManagementAlgorithms: ["dir"],
        contentEncryptionAlgorithms: ["A256GCM"],
        currentDate: new Date(0),
      });
      if ((payload.exp ?? 0) <= nowSeconds) return { state: "expired" };
      return isJsonObject(payload.content)
        ? { state: "good", content: payload.content }
        : { state: "unreadable" };
    } catch {
      return { state: "unreadable" };
    }
  }
}
