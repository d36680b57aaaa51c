import { type AppConsent, findApp, findTenant, type StandInApp, type StandInTenant } from "./directory.ts";
import { applicationNotFound, notMultiTenant, tenantNotFound } from "./sign-in-errors.ts";

/** Whom the first part of a sign-in URL names: a tenant, or whichever tenant the caller turns out to be of. */
export interface Authority {
  /** As the client wrote it. */
  readonly name: string;
  /** Undefined for `common` and `organizations`. */
  readonly tenant: StandInTenant | undefined;
}

/** An application as it may act in a tenant: its registration, and what that tenant lets it do. */
export interface Registration {
  readonly app: StandInApp;
  readonly granted: AppConsent;
}

const ANY_TENANT = new Set(["common", "organizations"]);

/** @throws {SignInError} 90002 */
export function authorityNamed(tenants: readonly StandInTenant[], name: string): Authority {
  if (ANY_TENANT.has(name.toLowerCase())) return { name: name.toLowerCase(), tenant: undefined };
  const tenant = findTenant(tenants, name);
  if (tenant === undefined) throw tenantNotFound(name);
  return { name: tenant.id.toLowerCase(), tenant };
}

/** The application in a tenant: registered there, or registered elsewhere for several tenants and consented to there. */
export function findRegistration(
  tenants: readonly StandInTenant[],
  tenant: StandInTenant,
  appId: string,
): Registration | undefined {
  const own = findApp(tenant, appId);
  if (own !== undefined) return { app: own, granted: own };
  const wanted = appId.toLowerCase();
  const granted = tenant.consents?.find((consent) => consent.appId.toLowerCase() === wanted);
  const app = granted && findMultiTenantApp(tenants, appId);
  return app && { app, granted };
}

/** @throws {SignInError} 700016 */
export function registrationIn(
  tenants: readonly StandInTenant[],
  tenant: StandInTenant,
  appId: string,
): Registration {
  const registration = findRegistration(tenants, tenant, appId);
  if (registration === undefined) throw applicationNotFound(appId, tenant.name);
  return registration;
}

/**
 * The application that asks, before it is known in whose tenant: `common` and `organizations` are for applications of
 * several tenants.
 *
 * @throws {SignInError} 700016 or 50194
 */
export function applicationAt(
  tenants: readonly StandInTenant[],
  authority: Authority,
  appId: string,
): StandInApp {
  if (authority.tenant !== undefined) return registrationIn(tenants, authority.tenant, appId).app;
  const multiTenant = findMultiTenantApp(tenants, appId);
  if (multiTenant !== undefined) return multiTenant;
  const home = tenants.find((tenant) => findApp(tenant, appId) !== undefined);
  throw home === undefined ? applicationNotFound(appId, authority.name) : notMultiTenant(appId);
}

function findMultiTenantApp(tenants: readonly StandInTenant[], appId: string): StandInApp | undefined {
  return tenants.map((tenant) => findApp(tenant, appId)).find((app) => app?.multiTenant === true);
}
