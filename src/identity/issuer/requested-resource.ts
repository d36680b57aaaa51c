import { resources, threatProtection } from "../resources.ts";
import { isLoopback } from "../trusted-issuer.ts";
import { badScope, scopeWithoutDefault } from "./token-errors.ts";

const DEFAULT_SUFFIX = "/.default";
/** Asked for by clients out of habit, and meaningless for an application. */
const IGNORED_SCOPES = new Set(["offline_access", "openid", "profile", "email"]);

/**
 * The resource in the `scope` of a v2 client-credentials request: `{resource}/.default`.
 *
 * @throws {TokenEndpointError} 1002012 or 70011
 */
export function resourceOfScope(scope: string): string {
  const named = scope.split(" ").filter((each) => each !== "" && !IGNORED_SCOPES.has(each.toLowerCase()));
  const [first, ...others] = named;
  if (first === undefined || others.length > 0) throw badScope(scope);
  if (!first.toLowerCase().endsWith(DEFAULT_SUFFIX)) throw scopeWithoutDefault(scope);
  return first.slice(0, -DEFAULT_SUFFIX.length);
}

/**
 * The audience of a token for a resource: its id or App ID URI as asked for, a slash at the end included
 * (contract/defender.md § 2.1). This server's own URL stands for the Defender API, because clients ask for
 * `{request_url}/.default`. Gives `undefined` for a resource that nobody here serves.
 */
export function audienceOf(resource: string, ownHosts: readonly string[]): string | undefined {
  const wanted = resource.toLowerCase();
  for (const { appId, uris } of resources) {
    if (wanted === appId) return appId;
    const uri = uris.find((each) => wanted === each || wanted === `${each}/`);
    if (uri !== undefined) return wanted === uri ? uri : `${uri}/`;
  }
  return isOwnUrl(wanted, ownHosts) ? threatProtection.uris[0] : undefined;
}

function isOwnUrl(resource: string, ownHosts: readonly string[]): boolean {
  const url = URL.parse(resource);
  if (url === null || (url.protocol !== "https:" && url.protocol !== "http:")) return false;
  return isLoopback(url.hostname) || ownHosts.some((host) => host.toLowerCase() === url.hostname);
}
