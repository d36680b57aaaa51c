/** The clouds of contract/defender.md § 1 that a host can belong to. DoD shares the API hosts of GCC High, and has a Graph of its own. */
export type ApiCloud = "global" | "gcc" | "gccHigh" | "dod";

const GEOS = ["us", "eu", "uk", "au", "swa", "ina"];

/** The API hosts of a domain: its own, and those of the geos in both spellings that are in print (§ 14 no. 2). */
export function apiHostsOf(domain: string): readonly string[] {
  return [`api.${domain}`, ...GEOS.flatMap((geo) => [`${geo}.api.${domain}`, `api-${geo}.${domain}`])];
}

/** Every host of the Defender APIs, by its cloud (contract/defender.md § 1). */
export const API_HOSTS: ReadonlyMap<string, ApiCloud> = new Map<string, ApiCloud>([
  ...["security.microsoft.com", "securitycenter.microsoft.com", "securitycenter.windows.com"]
    .flatMap(apiHostsOf)
    .map((host) => [host, "global"] as const),
  ["api-gcc.security.microsoft.us", "gcc"],
  ["api-gcc.securitycenter.microsoft.us", "gcc"],
  ["api-gov.security.microsoft.us", "gccHigh"],
  ["api-gov.securitycenter.microsoft.us", "gccHigh"],
]);

/** The hosts of Entra that stand for one another, by cloud; the first of each is the usual one. */
export const SIGN_IN_HOSTS = {
  public: ["login.microsoftonline.com", "login.windows.net", "login.microsoft.com", "sts.windows.net"],
  usGov: ["login.microsoftonline.us", "login.usgovcloudapi.net"],
} as const;

/** The hosts of Microsoft Graph, by national cloud (contract/graph.md § 12). */
export const GRAPH_HOSTS: ReadonlyMap<string, ApiCloud> = new Map<string, ApiCloud>([
  ["graph.microsoft.com", "global"],
  ["graph.microsoft.us", "gccHigh"],
  ["dod-graph.microsoft.us", "dod"],
]);

/** All hosts of the vendor that this server can stand in for. */
export const VENDOR_HOSTS: readonly string[] = [
  ...API_HOSTS.keys(),
  ...Object.values(SIGN_IN_HOSTS).flat(),
  ...GRAPH_HOSTS.keys(),
];
