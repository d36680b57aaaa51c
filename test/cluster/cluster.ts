import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { systemClock } from "../../src/cli/context.ts";
import type { TokenRequest } from "../../src/identity/issuer/claims.ts";
import { loadOrCreateStandInKeys } from "../../src/identity/issuer/keys.ts";
import { mintToken } from "../../src/identity/issuer/mint.ts";
import type { Store } from "../../src/store/contract.ts";
import { openPostgresStore } from "../../src/store/postgres/store.ts";
import { RENDERERS } from "../../src/wire/renderers.ts";
import { firstIncidents } from "../crash/tenants.ts";
import { type Answer, type AskOptions, ask } from "../fixtures/ask.ts";
import { operatorOf } from "../fixtures/scopes.ts";
import { type RunningServer, serve, temporaryFolder } from "../fixtures/tocsin.ts";
import { CLUSTER_CONFIG, CLUSTER_TENANTS, tokenOfApplication } from "./tenants.ts";

/** Real server processes on one database, which share nothing but it and the keys of their issuer. */
export class Cluster {
  readonly url: string;
  readonly #folder = temporaryFolder("cluster");
  readonly #nodes = new Set<RunningServer>();

  constructor(url: string) {
    this.url = url;
    writeFileSync(this.#config, CLUSTER_CONFIG);
  }

  get #config(): string {
    return join(this.#folder.path, "config.yaml");
  }

  get #keys(): string {
    return join(this.#folder.path, "keys");
  }

  /** The database as a tool sees it; whoever asks closes it. */
  openStore(): Promise<Store> {
    return openStore(this.url);
  }

  async startNode(url = this.url): Promise<RunningServer> {
    const options = ["--stand-in", "--quotas", "off", "--log-level", "error"];
    const folders = ["--keys", this.#keys, "--config", this.#config];
    const node = await serve([...options, ...folders, "--data", url]);
    this.#nodes.add(node);
    return node;
  }

  /** Ends a node as a crash of its machine does. */
  async kill(node: RunningServer): Promise<void> {
    this.#nodes.delete(node);
    await node.stop("SIGKILL");
  }

  /** Ends a node as an operator does; gives its exit code. */
  async stopNode(node: RunningServer): Promise<number | null> {
    this.#nodes.delete(node);
    return node.stop();
  }

  async token(request: TokenRequest): Promise<string> {
    const keys = await loadOrCreateStandInKeys(this.#keys);
    const nowSeconds = Math.floor(Date.now() / 1000);
    return mintToken(keys, request, { nowSeconds, random: (bytes) => randomBytes(bytes) });
  }

  /** A token that may do everything in each tenant. */
  async tokens(): Promise<ReadonlyMap<string, string>> {
    const tokens = CLUSTER_TENANTS.map(
      async (tenantId) => [tenantId, await this.token(tokenOfApplication(tenantId))] as const,
    );
    return new Map(await Promise.all(tokens));
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#nodes].map((node) => this.kill(node)));
    this.#folder.remove();
  }
}

/** A database with the incidents of test/crash in every tenant. */
export async function filledDatabase(postgres: { newDatabase(): Promise<string> }): Promise<string> {
  const url = await postgres.newDatabase();
  const store = await openStore(url);
  const writes = firstIncidents().map((incident) => ({ incident }));
  await Promise.all(CLUSTER_TENANTS.map((tenantId) => store.incidents.put(operatorOf(tenantId), writes)));
  await store.close();
  return url;
}

export function openStore(url: string): Promise<Store> {
  return openPostgresStore({ url, renderers: RENDERERS, clock: systemClock });
}

/** Asks under the vendor's host name, so that all nodes have to answer the same to the byte. */
export function asVendor(origin: string, path: string, options: AskOptions = {}): Promise<Answer> {
  return ask(origin, path, {
    ...options,
    headers: { Host: "api.security.microsoft.com", ...options.headers },
  });
}

export function patch(origin: string, path: string, token: string, body: unknown): Promise<Answer> {
  const headers = { "Content-Type": "application/json" };
  return asVendor(origin, path, { method: "PATCH", token, headers, body: JSON.stringify(body) });
}

export function post(origin: string, path: string, token: string, body: unknown): Promise<Answer> {
  const headers = { "Content-Type": "application/json" };
  return asVendor(origin, path, { method: "POST", token, headers, body: JSON.stringify(body) });
}
