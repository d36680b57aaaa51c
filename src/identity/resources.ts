import { apiHostsOf, GRAPH_HOSTS } from "../domain/vendor-hosts.ts";

/** A resource application of the vendor, whose tokens an API accepts (contract/defender.md § 2.1). */
export interface Resource {
  readonly name: string;
  readonly appId: string;
  /** App ID URIs without a slash at the end. */
  readonly uris: readonly string[];
}

export const threatProtection: Resource = {
  name: "Microsoft Threat Protection",
  appId: "8ee8fdad-f234-4243-8f3b-15c294843740",
  uris: [
    ...apiUris("security.microsoft.com"),
    "https://security.microsoft.com/mtp",
    "https://api-gcc.security.microsoft.us",
    "https://api-gov.security.microsoft.us",
  ],
};

export const windowsDefenderAtp: Resource = {
  name: "WindowsDefenderATP",
  appId: "fc780465-2017-40d4-a0c5-307022471b92",
  uris: [
    ...apiUris("securitycenter.microsoft.com"),
    ...apiUris("securitycenter.windows.com"),
    "https://securitycenter.onmicrosoft.com/windowsatpservice",
    "https://api-gcc.securitycenter.microsoft.us",
    "https://api-gov.securitycenter.microsoft.us",
  ],
};

export const graph: Resource = {
  name: "Microsoft Graph",
  appId: "00000003-0000-0000-c000-000000000000",
  uris: [...GRAPH_HOSTS.keys()].map((host) => `https://${host}`),
};

export const resources: readonly Resource[] = [threatProtection, windowsDefenderAtp, graph];

const OF_GRAPH_ALONE =
  /^(?:Security(?:Incident|Alert|Events|Actions)|ThreatHunting|Directory|Group|AuditLog|User)\./;
const OF_GRAPH_AS_WELL = /^User\./;

/**
 * Whether a permission of this name can be one of the resource's: Graph has names of its own (contract/graph.md § 3), and
 * those of an operator's own APIs carry their App ID URI.
 */
export function isPermissionOf(resource: Resource, name: string): boolean {
  if (name.includes("/")) return false;
  const ofGraph = OF_GRAPH_ALONE.test(name);
  if (resource === graph) return ofGraph;
  return !ofGraph || OF_GRAPH_AS_WELL.test(name);
}

/** An API of this server: a token for one of them does not open the other. */
export type Api = "defender" | "graph";

/**
 * Audience of a token that was asked for with this server's own URL, as clients do that build the scope from the host that
 * they are pointed to (contract/graph.md § 3): it opens either API, at a stand-in alone.
 */
export const STAND_IN_AUDIENCE = "api://tocsin-stand-in";

/** Audience of a v1 token that was asked for without a resource; no API here accepts it (contract/defender.md § 2.3). */
export const AZURE_AD_GRAPH_APP_ID = "00000002-0000-0000-c000-000000000000";

/**
 * Audiences that the incidents API accepts (contract/defender.md § 2.3): both resource applications by id and by URI,
 * with and without a slash at the end. The hosts of the geos and of the US government are among the URIs because
 * clients ask for `{request_url}/.default`.
 */
export const incidentAudiences: readonly string[] = [threatProtection, windowsDefenderAtp].flatMap(
  audiencesOf,
);

export const graphAudiences: readonly string[] = audiencesOf(graph);

/** Every way in which a token may name a resource as its audience. */
export function audiencesOf(resource: Resource): readonly string[] {
  return [resource.appId, ...resource.uris.flatMap((uri) => [uri, `${uri}/`])];
}

function apiUris(domain: string): readonly string[] {
  return apiHostsOf(domain).map((host) => `https://${host}`);
}
