import { operatorScope } from "../domain/operator.ts";
import { resolveAccess } from "../identity/access.ts";
import type { Authenticator, TrustSettings } from "../identity/authenticate.ts";
import { Refusal } from "../identity/refusal.ts";
import { graphAudiences, incidentAudiences, STAND_IN_AUDIENCE } from "../identity/resources.ts";
import { checkTrust, type Mode, type TrustedIssuer } from "../identity/trusted-issuer.ts";
import { createQuota, type Quota } from "../quota/quota.ts";
import type { Store } from "../store/contract.ts";
import { resolveHost } from "../wire/links.ts";
import type { Config, TenantConfig } from "./config/config.ts";
import { SERVER_LIMITS } from "./limits.ts";
import type { Services } from "./pipeline.ts";
import { RequestRefused } from "./request-refused.ts";

/** The configuration in force and what follows from it. A reload replaces all of it, or nothing when it fails. */
export class InForce {
  readonly #authenticator: Authenticator;
  readonly #mode: Mode;
  readonly #standInIssuers: readonly TrustedIssuer[];
  readonly #store: Store;
  #config: Config;
  #tenants: ReadonlyMap<string, TenantConfig>;
  #quota: Quota;

  constructor(
    mode: Mode,
    config: Config,
    authenticator: Authenticator,
    standInIssuers: readonly TrustedIssuer[],
    store: Store,
  ) {
    this.#mode = mode;
    this.#authenticator = authenticator;
    this.#standInIssuers = standInIssuers;
    this.#store = store;
    this.#config = config;
    this.#tenants = tenantsById(config);
    this.#quota = createQuota(config.quotas, store.counters);
  }

  get config(): Config {
    return this.#config;
  }

  /** What the pipeline asks on each request, always of the configuration in force. */
  services(): Services {
    return {
      recogniseHost: (hostHeader, plain) => {
        const host = resolveHost(hostHeader, plain, this.#config.hosts);
        if (!host) throw new RequestRefused("malformed-host");
        return host;
      },
      authenticator: () => this.#authenticator,
      accessOf: (principal) => resolveAccess(principal, this.#tenant(principal.tenantId)),
      tenantCloud: (tenantId) => (this.#tenants.get(tenantId)?.cloud === "dod" ? "dod" : undefined),
      quota: () => this.#quota,
      bodyBytesMax: () => this.#config.limits.bodyBytesMax ?? SERVER_LIMITS.bodyBytesMax,
    };
  }

  /** Puts device group rules into the store for every tenant; the first time at the start, then at each reload. */
  async regroupDevices(config: Config = this.#config): Promise<void> {
    for (const tenant of config.tenants) {
      const scope = operatorScope(tenant.id, "tocsin serve");
      await this.#store.devices.regroup(scope, tenant.deviceGroups);
    }
  }

  /**
   * Puts another configuration in force. Counted calls are kept when the quotas did not change.
   *
   * @throws {TrustError} | {StoreError} and leaves the old one in force
   */
  async replace(config: Config): Promise<void> {
    // Everything that can fail comes before anything changes.
    checkTrust(this.#mode, trustOf(config, this.#standInIssuers).issuers);
    await this.#regroupOrGoBack(config);
    this.#authenticator.reconfigure(trustOf(config, this.#standInIssuers));
    if (JSON.stringify(config.quotas) !== JSON.stringify(this.#config.quotas))
      this.#quota = createQuota(config.quotas, this.#store.counters);
    this.#config = config;
    this.#tenants = tenantsById(config);
  }

  /** When a later tenant fails, those before it get their old rules back: a reload is whole or nothing. */
  async #regroupOrGoBack(config: Config): Promise<void> {
    try {
      await this.regroupDevices(config);
    } catch (error) {
      await this.regroupDevices();
      throw error;
    }
  }

  #tenant(tenantId: string): TenantConfig {
    const tenant = this.#tenants.get(tenantId);
    if (tenant) return tenant;
    throw new Refusal(
      { code: "unknown-tenant", tenantId, claimed: {} },
      `tenant ${tenantId} is not configured`,
    );
  }
}

/** What the authenticator believes under a configuration. */
export function trustOf(config: Config, standInIssuers: readonly TrustedIssuer[]): TrustSettings {
  const common = [...config.audiences, ...(standInIssuers.length > 0 ? [STAND_IN_AUDIENCE] : [])];
  return {
    issuers: [...standInIssuers, ...config.issuers],
    tenants: config.tenants.map((tenant) => tenant.id),
    audiences: {
      defender: [...incidentAudiences, ...common],
      graph: [...graphAudiences, ...common],
    },
  };
}

function tenantsById(config: Config): ReadonlyMap<string, TenantConfig> {
  return new Map(config.tenants.map((tenant) => [tenant.id, tenant]));
}
