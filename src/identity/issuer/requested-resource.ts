import {
  AZURE_AD_GRAPH_APP_ID,
  graph,
  isPermissionOf,
  type Resource,
  resources,
  STAND_IN_AUDIENCE,
  threatProtection,
} from "../resources.ts";
import { isLoopback } from "../trusted-issuer.ts";
import { apiUrisOf, type StandInTenant } from "./directory.ts";
import { badScope, resourceNotFound, scopeWithoutDefault, severalResources } from "./sign-in-errors.ts";

const DEFAULT = ".default";
const DEFAULT_SUFFIX = `/${DEFAULT}`;
/** Scopes of OpenID Connect: of the sign-in itself, not of a resource. */
export const OPENID_SCOPES: readonly string[] = ["openid", "profile", "email", "offline_access"];

/** What the `scope` of a request on behalf of a person says. */
export interface DelegatedScope {
  /** As the client named it, without a permission; Graph where it names none. */
  readonly resource: string;
  /** Names of permissions, without their resource. */
  readonly names: readonly string[];
  /** Whether everything that was consented to is asked for. */
  readonly everything: boolean;
  /** Those of OpenID Connect that are asked for. */
  readonly openId: ReadonlySet<string>;
  /** Whether permissions stood in the request without their resource, as those of Graph may. */
  readonly bare: boolean;
}

/** A resource that a token can be for. */
export interface NamedResource {
  readonly audience: string;
  /** Of the permissions that an application holds, those of this resource, by the names that a token has for them. */
  permissionsAmong(held: readonly string[]): readonly string[];
}

/**
 * The resource in the `scope` of a v2 client-credentials request: `{resource}/.default`.
 *
 * @throws {SignInError} 1002012 or 70011
 */
export function resourceOfScope(scope: string): string {
  const named = wordsOf(scope).filter((word) => !isOpenId(word));
  const [first, ...others] = named;
  if (first === undefined || others.length > 0) throw badScope(scope);
  if (!first.toLowerCase().endsWith(DEFAULT_SUFFIX)) throw scopeWithoutDefault(scope);
  return first.slice(0, -DEFAULT_SUFFIX.length);
}

/**
 * Reads the `scope` of a request on behalf of a person: permissions of one resource, each `{resource}/{permission}`, or
 * bare when Graph's.
 *
 * @throws {SignInError} 70011 or 28000
 */
export function delegatedScope(scope: string): DelegatedScope {
  const words = wordsOf(scope);
  if (words.length === 0) throw badScope(scope);
  const openId = new Set(words.filter(isOpenId).map((word) => word.toLowerCase()));
  const permissions = words.filter((word) => !isOpenId(word)).map((word) => splitPermission(word, scope));
  const named = new Set(permissions.map(({ resource }) => (resource ?? GRAPH).toLowerCase()));
  if (named.size > 1) throw severalResources();
  const names = permissions.map(({ name }) => name);
  return {
    resource: permissions[0]?.resource ?? GRAPH,
    names: names.filter((name) => name.toLowerCase() !== DEFAULT),
    everything: names.some((name) => name.toLowerCase() === DEFAULT),
    openId,
    bare: permissions.every(({ resource }) => resource === undefined),
  };
}

/** What a v1 request on behalf of a person asks for: a resource, and of it everything that was consented to. */
export function delegatedResource(resource: string): DelegatedScope {
  const openId = new Set(["openid", "profile", "offline_access"]);
  return { resource, names: [], everything: true, openId, bare: false };
}

const GRAPH = graph.uris[0] ?? "";

/**
 * The resource of this name in a tenant: one of the vendor's by id or App ID URI, a slash at the end included
 * (contract/defender.md § 2.1), or what an application of the tenant offers. This server's own URL stands for both of
 * its APIs, because clients ask for `{request_url}/.default`.
 *
 * @throws {SignInError} 500011 for one that nobody here serves
 */
export function resourceNamed(
  name: string,
  tenant: StandInTenant,
  ownHosts: readonly string[],
): NamedResource {
  const wanted = name.toLowerCase();
  if (wanted === AZURE_AD_GRAPH_APP_ID) return { audience: wanted, permissionsAmong: (held) => held };
  for (const resource of resources) {
    const audience = audienceOf(resource, wanted);
    if (audience !== undefined) return vendorResource(resource, audience);
  }
  const exposed = exposedResource(wanted, tenant);
  if (exposed !== undefined) return exposed;
  if (isOwnUrl(wanted, ownHosts)) return eitherApi;
  throw resourceNotFound(name, tenant.name);
}

function audienceOf({ appId, uris }: Resource, wanted: string): string | undefined {
  if (wanted === appId) return appId;
  const uri = uris.find((each) => wanted === each || wanted === `${each}/`);
  if (uri === undefined) return undefined;
  return wanted === uri ? uri : `${uri}/`;
}

function vendorResource(resource: Resource, audience: string): NamedResource {
  return { audience, permissionsAmong: (held) => held.filter((name) => isPermissionOf(resource, name)) };
}

const eitherApi: NamedResource = {
  audience: STAND_IN_AUDIENCE,
  permissionsAmong: (held) =>
    held.filter((name) => isPermissionOf(threatProtection, name) || isPermissionOf(graph, name)),
};

/** An application's own API: permissions of it are held as `{App ID URI}/{scope}`. */
function exposedResource(wanted: string, { apps }: StandInTenant): NamedResource | undefined {
  const app = apps.find((each) => apiUrisOf(each).some((uri) => uri.toLowerCase() === wanted));
  if (app === undefined) return undefined;
  const prefixes = apiUrisOf(app).map((uri) => `${uri.toLowerCase()}/`);
  const offered = app.api?.scopes ?? [];
  return {
    audience: apiUrisOf(app).find((uri) => uri.toLowerCase() === wanted) ?? wanted,
    permissionsAmong: (held) =>
      offered.filter((scope) =>
        held.some((name) => prefixes.some((prefix) => name.toLowerCase() === prefix + scope.toLowerCase())),
      ),
  };
}

function splitPermission(word: string, scope: string): { resource: string | undefined; name: string } {
  const slash = word.lastIndexOf("/");
  if (slash < 0) return { resource: undefined, name: word };
  const [resource, name] = [word.slice(0, slash), word.slice(slash + 1)];
  if (resource === "" || name === "") throw badScope(scope);
  return { resource, name };
}

function wordsOf(scope: string): readonly string[] {
  return scope.split(" ").filter((word) => word !== "");
}

function isOpenId(word: string): boolean {
  return OPENID_SCOPES.includes(word.toLowerCase());
}

function isOwnUrl(resource: string, ownHosts: readonly string[]): boolean {
  const url = URL.parse(resource);
  if (url === null || (url.protocol !== "https:" && url.protocol !== "http:")) return false;
  return isLoopback(url.hostname) || ownHosts.some((host) => host.toLowerCase() === url.hostname);
}
