import type { FastifyBaseLogger, FastifyInstance } from "fastify";
import { type Authenticator, createAuthenticator } from "../identity/authenticate.ts";
import type { Mode, TrustedIssuer } from "../identity/trusted-issuer.ts";
import type { Store } from "../store/contract.ts";
import type { Config } from "./config/config.ts";
import { defenderEndpoints } from "./defender-endpoints.ts";
import { defender } from "./dialect.ts";
import { FollowUps, withFollowUp } from "./follow-ups.ts";
import { registerGraph } from "./graph-routes.ts";
import { registerHealth } from "./health.ts";
import { createHttpServer } from "./http.ts";
import { InForce, trustOf } from "./in-force.ts";
import { SERVER_LIMITS } from "./limits.ts";
import { createMetrics } from "./metrics.ts";
import { observe } from "./observe.ts";
import { registerReference } from "./reference.ts";
import { registerEndpoints } from "./register-endpoints.ts";
import { registerStartPage } from "./start-page.ts";
import { timedStore } from "./timed-store.ts";

export interface AppOptions {
  readonly mode: Mode;
  readonly config: Config;
  readonly store: Store;
  readonly logger: FastifyBaseLogger;
  readonly version: string;
  /** Milliseconds since 1970. */
  readonly nowMs: () => number;
  /** A new GUID. */
  readonly newId: () => string;
  /** How soon what failed after an answer is tried again; for tests that cannot wait as long as users can. */
  readonly followUpRetryMs?: number;
  /** The stand-in's own issuer and its routes; nothing of it exists in production. */
  readonly standIn?: {
    readonly issuers: readonly TrustedIssuer[];
    readonly register: (app: FastifyInstance, config: () => Config) => Promise<void>;
  };
}

export interface App {
  readonly http: FastifyInstance;
  /** Puts another configuration in force, whole or not at all. */
  reload(config: Config): Promise<void>;
}

/** The composition root: hands each room what it needs from the others. The store stays its opener's to close. */
export async function createApp(options: AppOptions): Promise<App> {
  const { mode, config, logger, version, standIn } = options;
  const metrics = createMetrics();
  const store = timedStore(options.store, metrics);
  const standInIssuers = standIn?.issuers ?? [];
  const authenticator = createAuthenticator({
    ...trustOf(config, standInIssuers),
    mode,
    nowMs: options.nowMs,
  });
  const inForce = new InForce(mode, config, authenticator, standInIssuers, store);
  await inForce.regroupDevices();

  const http = createHttpServer({ ...SERVER_LIMITS, ...config.limits }, logger);
  observe(http, metrics);
  await registerReference(http, version);
  registerHealth(http, () => problemsOf(store, authenticator), metrics);
  registerStartPage(http, {
    mode,
    version,
    tenantNames: () => inForce.config.tenants.map((tenant) => tenant.name),
  });
  const followUps = new FollowUps(store, logger, options.followUpRetryMs);
  followUps.soon();
  const incidents = withFollowUp(store.incidents, followUps);
  const services = inForce.services();
  registerEndpoints(http, defender, defenderEndpoints({ ...store, incidents }, options.newId), services);
  registerGraph(http, incidents, store, services);
  await standIn?.register(http, () => inForce.config);
  http.addHook("onClose", async () => {
    authenticator.close();
    await followUps.stop();
  });
  await authenticator.prime();
  return { http, reload: (next) => inForce.replace(next) };
}

async function problemsOf(store: Store, authenticator: Authenticator): Promise<readonly string[]> {
  const issuers = authenticator.health().filter(({ ok }) => !ok);
  const problems = issuers.map(({ issuer, why }) => `issuer ${issuer}: ${why ?? "unavailable"}`);
  const failure = await store.ping().then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  return failure === undefined ? problems : [...problems, `store: ${failure}`];
}
