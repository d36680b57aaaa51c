import type { AuthorizationCode } from "./authorization-code.ts";
import type { Mint } from "./claims.ts";
import { DeviceCodes } from "./device-codes.ts";
import { findUser, type StandInTenant, type StandInUser } from "./directory.ts";
import type { StandInKeys } from "./keys.ts";
import { PendingCodes } from "./pending-codes.ts";
import { Seal } from "./sealed.ts";

export interface IssuerOptions {
  readonly keys: StandInKeys;
  /** The tenants as they are configured at the moment of a request. */
  readonly tenants: () => readonly StandInTenant[];
  /** Milliseconds since 1970. */
  readonly nowMs: () => number;
  readonly random: (bytes: number) => Uint8Array;
  /** Host names of this server beside loopback ones and the one of the request. */
  readonly ownHosts?: readonly string[];
}

/** The stand-in's issuer while it runs: what its endpoints share. */
export interface Issuer extends IssuerOptions {
  readonly seal: Seal;
  readonly codes: PendingCodes<AuthorizationCode>;
  readonly deviceCodes: DeviceCodes;
}

export function createIssuer(options: IssuerOptions): Issuer {
  return {
    ...options,
    seal: new Seal(options.keys.privateKey),
    codes: new PendingCodes(),
    deviceCodes: new DeviceCodes(options.random),
  };
}

export function nowSecondsOf({ nowMs }: IssuerOptions): number {
  return Math.floor(nowMs() / 1000);
}

export function mintOf(issuer: IssuerOptions): Mint {
  return { nowSeconds: nowSecondsOf(issuer), random: issuer.random };
}

/** Today in UTC, as `YYYY-MM-DD`. */
export function todayOf({ nowMs }: IssuerOptions): string {
  return new Date(nowMs()).toISOString().slice(0, 10);
}

/** A random text that cannot be guessed. */
export function randomCode({ random }: IssuerOptions): string {
  return Buffer.from(random(32)).toString("base64url");
}

/** Somebody of a tenant, as they are configured now. */
export interface SignedIn {
  readonly tenant: StandInTenant;
  readonly user: StandInUser;
}

/** Finds again who signed in earlier, unless the person or the tenant has gone from the configuration. */
export function stillThere(
  { tenants }: IssuerOptions,
  tenantId: string,
  objectId: string,
): SignedIn | undefined {
  const tenant = tenants().find(({ id }) => id.toLowerCase() === tenantId);
  const user = tenant && findUser(tenant, objectId);
  return tenant && user && { tenant, user };
}
