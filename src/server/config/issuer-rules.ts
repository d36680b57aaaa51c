import { discoveryUrlOf, isLoopback, type SignIn, tenantsOf } from "../../identity/trusted-issuer.ts";
import { type Cursor, field, itemsOf, problemAt, textOf } from "./cursor.ts";
import type { ConfigProblem } from "./problems.ts";

/** What a schema cannot say of issuers: whether their URLs can be trusted, for whom they speak, that none is there twice. */
export function issuerProblems(root: Cursor): readonly ConfigProblem[] {
  const issuers = itemsOf(root, "issuers");
  const tenantIds = itemsOf(root, "tenants").map((tenant) => textOf(field(tenant, "id")).toLowerCase());
  return [
    ...issuers.flatMap((issuer) => [...urlProblems(issuer), ...tenantProblems(issuer, tenantIds)]),
    ...namedTwice(issuers),
  ];
}

/**
 * The sign-in clouds of an issuer by its URL (contract/defender.md §§ 1, 2.3): version 1.0 tokens of both come from
 * sts.windows.net, and anything but the sign-in of the US government belongs to the public one.
 */
export function cloudsOf(issuer: string): readonly SignIn[] {
  const host = URL.parse(issuer)?.hostname;
  if (host === "sts.windows.net") return ["public", "usGov"];
  return host === "login.microsoftonline.us" ? ["usGov"] : ["public"];
}

function urlProblems(issuer: Cursor): readonly ConfigProblem[] {
  const name = field(issuer, "issuer");
  const braces = textOf(name).replaceAll("{tenantid}", "").match(/[{}]/) !== null;
  return [
    ...(braces ? [problemAt(name, "may hold {tenantid}, and nothing else in braces")] : []),
    ...["issuer", "discoveryUrl", "jwksUrl"].flatMap((key) => urlProblem(field(issuer, key))),
  ];
}

function urlProblem(cursor: Cursor): readonly ConfigProblem[] {
  const text = textOf(cursor);
  if (!/^https?:/.test(text)) return [];
  const url = URL.parse(discoveryUrlOf({ issuer: text, clouds: [] }));
  if (url === null) return [problemAt(cursor, "is not a URL")];
  if (url.username !== "" || url.password !== "")
    return [problemAt(cursor, "must be a URL without credentials")];
  if (url.protocol === "https:" || isLoopback(url.hostname)) return [];
  return [problemAt(cursor, "must be https: http is only for issuers on this machine")];
}

function tenantProblems(issuer: Cursor, tenantIds: readonly string[]): readonly ConfigProblem[] {
  const named = itemsOf(issuer, "tenants");
  const strangers = named.filter((id) => textOf(id) !== "" && !tenantIds.includes(textOf(id).toLowerCase()));
  if (strangers.length > 0) return strangers.map((id) => problemAt(id, "no such tenant is configured"));
  const name = field(issuer, "issuer");
  if (field(issuer, "tenants").value !== undefined || textOf(name) === "" || tenantIds.length === 0)
    return [];
  if (tenantsOf({ issuer: textOf(name), clouds: [] }, tenantIds).size > 0) return [];
  return [problemAt(name, "speaks for none of the tenants: name those that it may speak for under tenants")];
}

/** The same issuer may be there once for each cloud, with keys from elsewhere. */
function namedTwice(issuers: readonly Cursor[]): readonly ConfigProblem[] {
  const seen = new Set<string>();
  return issuers.flatMap((issuer) => {
    const name = field(issuer, "issuer");
    if (textOf(name) === "") return [];
    const clouds = itemsOf(issuer, "clouds").map(textOf);
    const claims = (clouds.length > 0 ? clouds : cloudsOf(textOf(name))).map(
      (cloud) => `${cloud} ${textOf(name)}`,
    );
    const twice = claims.some((claim) => seen.has(claim));
    for (const claim of claims) seen.add(claim);
    return twice ? [problemAt(name, "is there twice for one cloud")] : [];
  });
}
