import { hash } from "node:crypto";
import type { SignIn } from "../trusted-issuer.ts";
import type { AppCertificate } from "./app-certificate.ts";

/** A secret that the configuration knows by its hash alone. */
export interface SecretHash {
  /** SHA-256 of the secret's UTF-8, in lower-case hexadecimal. */
  readonly sha256: string;
  /** The last day on which it is good, as `YYYY-MM-DD` in UTC; for ever when left out. */
  readonly expires?: string | undefined;
}

/** What an application offers to others: the resource that a token for it names. */
export interface ExposedApi {
  /** App ID URIs; its own id always names it too. */
  readonly uris: readonly string[];
  readonly scopes: readonly string[];
}

/** An application registered in the stand-in. */
export interface StandInApp {
  readonly appId: string;
  readonly name: string;
  readonly secret?: string | undefined;
  readonly secrets?: readonly SecretHash[] | undefined;
  readonly certificates?: readonly AppCertificate[] | undefined;
  /** Application permissions granted to it, such as `Incident.Read.All`. */
  readonly permissions: readonly string[];
  /** Delegated permissions consented to for everyone, such as `Incident.Read`. */
  readonly delegatedPermissions?: readonly string[] | undefined;
  readonly redirectUris?: readonly string[] | undefined;
  /** May sign people in without a secret of its own: device code, password, a native application's code. */
  readonly publicClient?: boolean | undefined;
  /** May sign in to tenants that consent to it, beside the one that it is registered in. */
  readonly multiTenant?: boolean | undefined;
  readonly api?: ExposedApi | undefined;
}

/** What a tenant lets an application of another tenant do. */
export interface AppConsent {
  readonly appId: string;
  readonly permissions: readonly string[];
  readonly delegatedPermissions?: readonly string[] | undefined;
}

/** Somebody who can sign in. */
export interface StandInUser {
  readonly userPrincipalName: string;
  readonly objectId: string;
  readonly displayName?: string | undefined;
  /** For the password grant; whoever has none cannot use it. */
  readonly password?: string | undefined;
  /** Template ids of directory roles. */
  readonly directoryRoles?: readonly string[] | undefined;
}

/** A tenant that the stand-in signs in to. */
export interface StandInTenant {
  readonly id: string;
  readonly name: string;
  readonly domains: readonly string[];
  readonly apps: readonly StandInApp[];
  readonly consents?: readonly AppConsent[] | undefined;
  readonly users: readonly StandInUser[];
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

/** The user of this object id. */
export function findUser({ users }: StandInTenant, objectId: string): StandInUser | undefined {
  return users.find((user) => user.objectId.toLowerCase() === objectId.toLowerCase());
}

/** The user of this name, in any case. */
export function findUserNamed({ users }: StandInTenant, name: string): StandInUser | undefined {
  const wanted = name.trim().toLowerCase();
  return users.find((user) => user.userPrincipalName.toLowerCase() === wanted);
}

/** The names by which a token can be for an application: its id, its App ID URIs, and the one that every app has. */
export function apiUrisOf({ appId, api }: StandInApp): readonly string[] {
  return [...(api?.uris ?? []), `api://${appId.toLowerCase()}`, appId.toLowerCase()];
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
