import { randomBytes } from "node:crypto";
import { operatorScope } from "../domain/operator.ts";
import type { StandInKeys } from "../identity/issuer/keys.ts";
import { mintToken } from "../identity/issuer/mint.ts";
import { threatProtection } from "../identity/resources.ts";
import type { Mode } from "../identity/trusted-issuer.ts";
import type { Config, TenantConfig } from "../server/config/config.ts";
import type { Store } from "../store/contract.ts";
import type { CliContext } from "./context.ts";

interface Started {
  readonly mode: Mode;
  readonly origin: string;
  /** Where it speaks TLS, if it does. */
  readonly tlsOrigin: string | undefined;
  readonly config: Config;
  readonly store: Store;
  readonly keys: StandInKeys | undefined;
}

/** What a started server says: its address first, and for a stand-in a line to paste. */
export async function greeting(context: CliContext, started: Started): Promise<string> {
  const { mode, origin, tlsOrigin, config, store, keys } = started;
  const tls = tlsOrigin === undefined ? "" : ` and ${tlsOrigin}`;
  const lines = [
    `Tocsin ${context.version} runs ${mode === "stand-in" ? "as a stand-in" : "in production mode"} on ${origin}${tls}`,
    `  page       ${origin}/`,
    `  reference  ${origin}/tocsin/v1/reference`,
  ];
  for (const tenant of config.tenants) {
    const count = await store.incidents.count(operatorScope(tenant.id, "tocsin serve"));
    lines.push(`  tenant     ${tenant.name} (${tenant.id}), ${count} incidents`);
  }
  if (keys) lines.push(...(await invitation(started, keys)));
  return `${lines.join("\n")}\n`;
}

async function invitation({ origin, config, store }: Started, keys: StandInKeys): Promise<readonly string[]> {
  const [tenant] = config.tenants;
  const incidentId = tenant && (await worthReading(store, tenant));
  if (!tenant || incidentId === undefined)
    return ["", "No incident yet: tocsin import <files> brings some in."];
  const token = await mintToken(
    keys,
    {
      kind: "application",
      tenantId: tenant.id,
      audience: threatProtection.uris[0] ?? "",
      appId: tenant.apps[0]?.appId ?? "00000000-0000-4000-8000-000000000001",
      roles: ["Incident.Read.All"],
      signIn: tenant.signIn,
    },
    { nowSeconds: Math.floor(Date.now() / 1000), random: (bytes) => randomBytes(bytes) },
  );
  return [
    "",
    "Read an incident (the token is good for an hour; tocsin token makes another):",
    `curl -s ${origin}/api/incidents/${incidentId} -H "Authorization: Bearer ${token}"`,
  ];
}

const LOOKED_AT_MAX = 200;

/** One worth reading: open and severe if there is such a one among the first, else the first that was not merged. */
async function worthReading(store: Store, tenant: TenantConfig): Promise<number | undefined> {
  let first: number | undefined;
  let lookedAt = 0;
  for await (const incident of store.incidents.all(operatorScope(tenant.id, "tocsin serve"))) {
    if (incident.redirectIncidentId !== null) continue;
    if (incident.severity === "high" && incident.status !== "resolved") return incident.incidentId;
    first ??= incident.incidentId;
    if (++lookedAt >= LOOKED_AT_MAX) break;
  }
  return first;
}
