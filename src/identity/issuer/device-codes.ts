import { PendingCodes } from "./pending-codes.ts";
import type { DelegatedScope } from "./requested-resource.ts";

/** What the application that waits for a device code learns when it asks. */
export type DeviceState =
  | { readonly state: "pending" }
  | { readonly state: "declined" }
  | { readonly state: "used" }
  | { readonly state: "approved"; readonly tenantId: string; readonly objectId: string };

/** A request to sign somebody in on another device. */
export interface DeviceRequest {
  readonly appId: string;
  /** As in the sign-in URL: a tenant's id, or `common` or `organizations`. */
  readonly authority: string;
  readonly scope: DelegatedScope;
  readonly userCode: string;
  readonly now: DeviceState;
}

/** How long a person has to enter the code. */
export const DEVICE_CODE_MS = 900_000;
/** Without vowels and without what looks alike: nobody types a word, or a wrong letter, by accident. */
const ALPHABET = "BCDFGHJKLMNPQRSTVWXZ";
const USER_CODE_LENGTH = 9;
/** Wrong codes that anybody may enter in a minute: with 20^9 codes, guessing one takes longer than codes live. */
const WRONG_PER_MINUTE_MAX = 20;
const MINUTE_MS = 60_000;

/** The device codes that are waited for, found by either of their two codes. */
export class DeviceCodes {
  readonly #random: (bytes: number) => Uint8Array;
  readonly #requests = new PendingCodes<DeviceRequest>();
  readonly #deviceCodes = new PendingCodes<string>();
  #wrong: { readonly sinceMs: number; readonly count: number } = { sinceMs: 0, count: 0 };

  constructor(random: (bytes: number) => Uint8Array) {
    this.#random = random;
  }

  /** A new request: the long code is for the application, the short one for the person. */
  start(
    request: Pick<DeviceRequest, "appId" | "authority" | "scope">,
    nowMs: number,
  ): { readonly deviceCode: string; readonly userCode: string } {
    const deviceCode = Buffer.from(this.#random(32)).toString("base64url");
    const userCode = this.#userCode();
    this.#requests.put(
      deviceCode,
      { ...request, userCode, now: { state: "pending" } },
      nowMs + DEVICE_CODE_MS,
    );
    this.#deviceCodes.put(userCode, deviceCode, nowMs + DEVICE_CODE_MS);
    return { deviceCode, userCode };
  }

  find(deviceCode: string, nowMs: number) {
    return this.#requests.find(deviceCode, nowMs);
  }

  /** The request that still waits for a person to enter this code; `too-many` while wrong ones come too often. */
  enter(userCode: string, nowMs: number): DeviceRequest | "unknown" | "too-many" {
    if (this.#isGuessing(nowMs)) return "too-many";
    const waiting = this.waiting(normalised(userCode), nowMs);
    if (waiting !== undefined) return waiting;
    this.#wrong = { ...this.#wrong, count: this.#wrong.count + 1 };
    return "unknown";
  }

  /** The request of a user code that was entered already, while it is pending. */
  waiting(userCode: string, nowMs: number): DeviceRequest | undefined {
    const deviceCode = this.#deviceCodes.find(userCode, nowMs);
    const request = deviceCode && this.#requests.find(deviceCode.value, nowMs);
    return request && !request.expired && request.value.now.state === "pending" ? request.value : undefined;
  }

  /** Says what became of a request that is pending; nothing changes for one that no longer is. */
  settle(userCode: string, now: DeviceState, nowMs: number): void {
    const deviceCode = this.#deviceCodes.find(userCode, nowMs)?.value;
    const waiting = this.waiting(userCode, nowMs);
    if (deviceCode !== undefined && waiting !== undefined)
      this.#requests.replace(deviceCode, { ...waiting, now });
  }

  markUsed(deviceCode: string, request: DeviceRequest): void {
    this.#requests.replace(deviceCode, { ...request, now: { state: "used" } });
  }

  #isGuessing(nowMs: number): boolean {
    if (nowMs - this.#wrong.sinceMs >= MINUTE_MS || nowMs < this.#wrong.sinceMs)
      this.#wrong = { sinceMs: nowMs, count: 0 };
    return this.#wrong.count >= WRONG_PER_MINUTE_MAX;
  }

  #userCode(): string {
    // Bytes from 240 on would make the first letters likelier than the others.
    const fair = ALPHABET.length * Math.floor(256 / ALPHABET.length);
    let code = "";
    while (code.length < USER_CODE_LENGTH) {
      for (const byte of this.#random(2 * USER_CODE_LENGTH)) {
        if (byte < fair && code.length < USER_CODE_LENGTH) code += ALPHABET.charAt(byte % ALPHABET.length);
      }
    }
    return code;
  }
}

function normalised(userCode: string): string {
  return userCode.replace(/[\s-]/g, "").toUpperCase();
}
