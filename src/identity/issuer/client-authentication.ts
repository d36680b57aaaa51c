import { SIGN_IN_HOSTS } from "../../domain/vendor-hosts.ts";
import { applicationAt } from "./authority.ts";
import { checkClientAssertion, claimedApp } from "./client-assertion.ts";
import { checkClientSecret } from "./client-secret.ts";
import { findTenant, type StandInApp } from "./directory.ts";
import { todayOf } from "./issuer.ts";
import {
  confidentialWithoutCredential,
  publicWithCredential,
  unsupportedAssertionType,
} from "./sign-in-errors.ts";
import { required, type TokenCall } from "./token-call.ts";

/** An application that asks for a token, and how it proved itself: 0 not at all, 1 with a secret, 2 with a certificate. */
export interface Client {
  readonly app: StandInApp;
  readonly credential: "0" | "1" | "2";
}

const ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/**
 * Who asks: by a secret in the body or, where the body has none, in a Basic header, or by an assertion signed with a
 * certificate. One that presents nothing is let through as `0`; whether that suffices is for {@link requireProof}.
 *
 * @throws {SignInError}
 */
export async function authenticateClient(call: TokenCall): Promise<Client> {
  const { form, basic, issuer, authority } = call;
  const assertion = form.get("client_assertion") || undefined;
  const clientId =
    form.get("client_id") ||
    basic?.clientId ||
    (assertion && claimedApp(assertion)) ||
    required(form, "client_id");
  const app = applicationAt(issuer.tenants(), authority, clientId);
  if (assertion !== undefined) {
    if (required(form, "client_assertion_type") !== ASSERTION_TYPE) throw unsupportedAssertionType();
    refuseFromPublic(app);
    await checkClientAssertion(app, assertion, (url) => isTokenEndpoint(call, url), issuer.nowMs());
    return { app, credential: "2" };
  }
  const secret = form.get("client_secret") || basic?.clientSecret;
  if (!secret) return { app, credential: "0" };
  refuseFromPublic(app);
  checkClientSecret(app, secret, todayOf(issuer));
  return { app, credential: "1" };
}

/**
 * An application that may sign people in without a credential of its own needs none; every other one does.
 *
 * @throws {SignInError} 7000218
 */
export function requireProof({ app, credential }: Client): void {
  if (credential === "0" && app.publicClient !== true) throw confidentialWithoutCredential();
}

function refuseFromPublic({ publicClient, secret, secrets = [], certificates = [] }: StandInApp): void {
  const hasCredential = Boolean(secret) || secrets.length > 0 || certificates.length > 0;
  if (publicClient === true && !hasCredential) throw publicWithCredential();
}

const TOKEN_ENDPOINT = /^\/([^/]+)\/(?:oauth2\/v2\.0\/token|oauth2\/token|v2\.0)\/?$/;
const SIGN_IN_ORIGINS = new Set(
  Object.values(SIGN_IN_HOSTS).flatMap((hosts) => hosts.map((host) => `https://${host}`)),
);

/** Whether a URL is the token endpoint or the issuer of the tenant that was asked, here or at Entra's own hosts. */
function isTokenEndpoint({ origin, authority, issuer }: TokenCall, url: string): boolean {
  const parsed = URL.parse(url);
  if (parsed === null || (parsed.origin !== origin && !SIGN_IN_ORIGINS.has(parsed.origin))) return false;
  const name = TOKEN_ENDPOINT.exec(parsed.pathname)?.[1];
  if (name === undefined) return false;
  if (authority.tenant === undefined) return name.toLowerCase() === authority.name;
  return findTenant(issuer.tenants(), name)?.id === authority.tenant.id;
}
