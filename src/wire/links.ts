import { isIPv6 } from "node:net";
import { API_HOSTS, type ApiCloud, GRAPH_HOSTS } from "../domain/vendor-hosts.ts";

/** The API as the client spoke to it. */
export interface ApiHost {
  /** `https://host:port` with the host as the client wrote it: the links in a body follow the request. */
  readonly apiBase: string;
  readonly cloud: ApiCloud;
}

const HOST_LENGTH_MAX = 255;
const LABEL = "[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?";
const HOST = new RegExp(
  `^(?<name>${LABEL}(?:\\.${LABEL})*\\.?|\\[(?<v6>[0-9a-f:.]+)\\])(?::(?<port>[1-9]\\d{0,4}))?$`,
  "i",
);
const PORT_MAX = 65_535;

/**
 * The host of a request by its `Host` header; undefined for one that is malformed, which must not be echoed. Names that are
 * not the vendor's, localhost and addresses among them, count as the global cloud. Links are `https`, but for a request
 * that came `plain` to a name that is neither the vendor's nor the operator's own.
 */
export function resolveHost(
  hostHeader: string | undefined,
  plain: boolean,
  ownHosts: readonly string[] = [],
): ApiHost | undefined {
  if (hostHeader === undefined || hostHeader.length > HOST_LENGTH_MAX) return undefined;
  const { name, v6, port } = HOST.exec(hostHeader)?.groups ?? {};
  if (name === undefined || Number(port ?? 0) > PORT_MAX) return undefined;
  if (v6 !== undefined && !isIPv6(v6)) return undefined;
  const host = name.toLowerCase().replace(/\.$/, "");
  const vendor = API_HOSTS.get(host) ?? GRAPH_HOSTS.get(host);
  const scheme = plain && vendor === undefined && !ownHosts.includes(host) ? "http" : "https";
  return { apiBase: `${scheme}://${hostHeader}`, cloud: vendor ?? "global" };
}

/** Where the portal of a tenant is: the cloud decides, and for the hosts of GCC High the tenant (§ 1). */
export function portalBase(cloud: ApiCloud, tenantCloud?: "dod"): string {
  if (cloud === "global" || cloud === "gcc") return "https://security.microsoft.com";
  return cloud === "dod" || tenantCloud === "dod"
    ? "https://security.apps.mil"
    : "https://security.microsoft.us";
}

/** Which Entra signs in the callers of a cloud (§ 1: GCC uses the public one). */
export function signInOf(cloud: ApiCloud): "public" | "usGov" {
  return cloud === "gccHigh" || cloud === "dod" ? "usGov" : "public";
}
