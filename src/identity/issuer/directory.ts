import { createHash, hash, timingSafeEqual } from "node:crypto";
import type { SignIn } from "../trusted-issuer.ts";

/** An application registered in the stand-in. */
export interface StandInApp {
  readonly appId: string;
  readonly name: string;
  readonly secret?: string | undefined;
  /** Application permissions granted to it, such as `Incident.Read.All`. */
  readonly permissions: readonly string[];
}

/** A tenant that the stand-in signs in to. */
export interface StandInTenant {
  readonly id: string;
  readonly name: string;
  readonly domains: readonly string[];
  readonly apps: readonly StandInApp[];
  /** The cloud that the tenant lives in; the public one when left out. */
  readonly signIn?: SignIn | undefined;
}

/** The tenant that the first part of a sign-in URL names: its id or one of its domains, in any case. */
export function findTenant(tenants: readonly StandInTenant[], name: string): StandInTenant | undefined {
  const wanted = name.toLowerCase();
  return tenants.find(
    ({ id, domains }) =>
      id.toLowerCase() === wanted || domains.some((domain) => domain.toLowerCase() === wanted),
  );
}

export function findApp(tenant: StandInTenant, appId: string): StandInApp | undefined {
  const wanted = appId.toLowerCase();
  return tenant.apps.find((app) => app.appId.toLowerCase() === wanted);
}

/** Compares in a time that tells nothing of the secret; an application without a secret has none that is right. */
export function isSecretOf(app: StandInApp, secret: string): boolean {
  if (app.secret === undefined || app.secret === "") return false;
  return timingSafeEqual(digest(app.secret), digest(secret));
}

/** The object id of an application's service principal in a tenant: always the same, and made of nothing secret. */
export function servicePrincipalId(tenantId: string, appId: string): string {
  const hex = hash("sha256", `service principal ${tenantId.toLowerCase()} ${appId.toLowerCase()}`, "hex");
  return guidOf(Buffer.from(hex, "hex"), 0x80);
}

/** A random GUID (RFC 9562 § 5.4) of 16 random bytes. */
export function randomGuid(random: (bytes: number) => Uint8Array): string {
  return guidOf(random(16), 0x40);
}

function guidOf(bytes: Uint8Array, version: number): string {
  const guid = Buffer.from(bytes.subarray(0, 16));
  guid.writeUInt8((guid.readUInt8(6) & 0x0f) | version, 6);
  guid.writeUInt8((guid.readUInt8(8) & 0x3f) | 0x80, 8);
  return guid.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
