import { readAppCertificate } from "../../identity/issuer/app-certificate.ts";
import { audiencesOf, resources } from "../../identity/resources.ts";
import { isLoopback } from "../../identity/trusted-issuer.ts";
import { type Cursor, field, itemsOf, problemAt, textOf } from "./cursor.ts";
import { type ConfigProblem, quoted } from "./problems.ts";
import type { Secrets } from "./secrets.ts";

/** What a schema cannot say of applications: where their codes may be sent, what they offer, and who is consented to. */
export function appProblems(root: Cursor, secrets: Secrets): readonly ConfigProblem[] {
  const tenants = itemsOf(root, "tenants");
  const apps = tenants.flatMap((tenant) => itemsOf(tenant, "apps"));
  return [
    ...apps.flatMap((app) => itemsOf(app, "redirectUris").flatMap(redirectUriProblem)),
    ...apps.flatMap((app) =>
      itemsOf(app, "certificates").flatMap((each) => certificateProblem(each, secrets)),
    ),
    ...apps.flatMap((app) => itemsOf(app, "secrets").flatMap(expiryProblem)),
    ...apps.flatMap((app) => itemsOf(field(app, "api"), "uris").flatMap(appIdUriProblem)),
    ...tenants.flatMap((tenant) => consentProblems(tenant, tenants)),
    ...registeredTwice(tenants),
  ];
}

/** Schemes that a browser runs, shows or opens rather than hands to an application. */
const DANGEROUS_SCHEMES = /^(?:javascript|data|vbscript|file|blob|about|view-source|ftp|wss?):/i;

function redirectUriProblem(cursor: Cursor): readonly ConfigProblem[] {
  const text = textOf(cursor);
  if (text === "") return [];
  const url = URL.parse(text);
  if (url === null) return [problemAt(cursor, "must be an absolute URI")];
  if (DANGEROUS_SCHEMES.test(text)) return [problemAt(cursor, "has a scheme that no answer may be sent to")];
  if (/[*#\\;,]/.test(text))
    return [problemAt(cursor, "must be without wildcard, fragment, backslash, ; and ,")];
  if (url.username !== "" || url.password !== "") return [problemAt(cursor, "must be without credentials")];
  if (url.protocol !== "http:" || isLoopback(url.hostname)) return [];
  return [problemAt(cursor, "must be https: http is only for this machine")];
}

function certificateProblem(certificate: Cursor, secrets: Secrets): readonly ConfigProblem[] {
  const pem = secrets.of(...certificate.path, "pem");
  if (pem === undefined || readAppCertificate(pem) !== undefined) return [];
  return [problemAt(certificate, "is no X.509 certificate with an RSA key of at least 2048 bits")];
}

function expiryProblem(secret: Cursor): readonly ConfigProblem[] {
  const expires = field(secret, "expires");
  const text = textOf(expires);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return [];
  const moment = new Date(`${text}T00:00:00Z`);
  const isDay = !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(text);
  return isDay ? [] : [problemAt(expires, "is no day of the calendar")];
}

function appIdUriProblem(uri: Cursor): readonly ConfigProblem[] {
  const text = textOf(uri).toLowerCase();
  const ofVendor = resources.some((resource) => audiencesOf(resource).includes(text));
  return ofVendor ? [problemAt(uri, "names an API of the vendor")] : [];
}

function consentProblems(tenant: Cursor, tenants: readonly Cursor[]): readonly ConfigProblem[] {
  return itemsOf(tenant, "consents").flatMap((consent) => {
    const appId = field(consent, "appId");
    const text = textOf(appId).toLowerCase();
    if (text === "") return [];
    const homes = tenants.filter((each) => each !== tenant && multiTenantIds(each).includes(text));
    return homes.length > 0
      ? []
      : [problemAt(appId, "no other tenant has a multiTenant application of this id")];
  });
}

/** Which registration of a multi-tenant application was meant would not be known. */
function registeredTwice(tenants: readonly Cursor[]): readonly ConfigProblem[] {
  return tenants.flatMap((tenant) =>
    itemsOf(tenant, "apps").flatMap((app) => {
      const appId = field(app, "appId");
      const text = textOf(appId).toLowerCase();
      const elsewhere = tenants.some((each) => each !== tenant && multiTenantIds(each).includes(text));
      const says = `${quoted(textOf(appId))} is a multiTenant application of another tenant: consent to it under consents`;
      return elsewhere ? [problemAt(appId, says)] : [];
    }),
  );
}

function multiTenantIds(tenant: Cursor): readonly string[] {
  return itemsOf(tenant, "apps")
    .filter((app) => field(app, "multiTenant").value === true)
    .map((app) => textOf(field(app, "appId")).toLowerCase());
}
