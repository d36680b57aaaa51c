import { type Authority, applicationAt, authorityNamed } from "./authority.ts";
import type { ChallengeMethod, CodeChallenge } from "./authorization-code.ts";
import type { StandInApp } from "./directory.ts";
import type { Issuer } from "./issuer.ts";
import { isRegisteredRedirectUri } from "./redirect-uri.ts";
import { type DelegatedScope, delegatedResource, delegatedScope } from "./requested-resource.ts";
import {
  badCodeChallenge,
  malformedRequest,
  missingField,
  unknownRedirectUri,
  unsupportedResponseMode,
  unsupportedResponseType,
} from "./sign-in-errors.ts";
import { type EndpointVersion, refuseDuplicates } from "./token-call.ts";

export type ResponseMode = "query" | "fragment" | "form_post";

/** Where the answer to an authorization request goes: known to be the application's own before anything else is looked at. */
export interface AnswerTarget {
  readonly app: StandInApp;
  readonly redirectUri: string;
  readonly responseMode: ResponseMode;
  readonly state: string | undefined;
}

/** An authorization request (RFC 6749 § 4.1.1, RFC 7636 § 4.3, OpenID Connect Core § 3.1.2.1). */
export interface AuthorizeRequest {
  readonly authority: Authority;
  readonly target: AnswerTarget;
  readonly scope: DelegatedScope;
  readonly challenge: CodeChallenge | undefined;
  readonly nonce: string | undefined;
  readonly prompts: ReadonlySet<string>;
  readonly loginHint: string | undefined;
  readonly wantsClientInfo: boolean;
}

/** An authorization request as it came, which is what the sign-in page keeps until it is answered. */
export interface AuthorizeCall {
  readonly version: EndpointVersion;
  readonly authorityName: string;
  readonly parameters: URLSearchParams;
}

const MODES: readonly ResponseMode[] = ["query", "fragment", "form_post"];
/** Text that is sent back or kept: longer ones are nobody's state. */
const VALUE_LENGTH_MAX = 4_096;
/** RFC 7636 § 4.2; a challenge of the method `plain` is a verifier, so both look alike. */
const CHALLENGE = /^[A-Za-z0-9._~-]{43,128}$/;

/**
 * Where the answer goes. Until this is known, an error is shown to the person and sent nowhere: a redirect to an address
 * that nobody registered would make of this server an open one.
 *
 * @throws {SignInError} 90002, 9000411, 900144, 700016, 50194, 50011, 70007
 */
export function answerTarget(issuer: Issuer, { authorityName, parameters }: AuthorizeCall): AnswerTarget {
  refuseDuplicates(parameters);
  const authority = authorityNamed(issuer.tenants(), authorityName);
  const app = applicationAt(issuer.tenants(), authority, field(parameters, "client_id"));
  const redirectUri = parameters.get("redirect_uri") || soleRedirectUri(app);
  if (!isRegisteredRedirectUri(app, redirectUri)) throw unknownRedirectUri(redirectUri, app.appId);
  const state = parameters.get("state") ?? undefined;
  if ((state?.length ?? 0) > VALUE_LENGTH_MAX) throw malformedRequest();
  const mode = parameters.get("response_mode") || "query";
  const responseMode = MODES.find((each) => each === mode);
  if (responseMode === undefined) throw unsupportedResponseMode();
  return { app, redirectUri, responseMode, state };
}

/**
 * The rest of the request, once its answer has somewhere to go.
 *
 * @throws {SignInError} 700054, 70011, 28000, 50147
 */
export function authorizeRequest(
  issuer: Issuer,
  { version, authorityName, parameters }: AuthorizeCall,
  target: AnswerTarget,
): AuthorizeRequest {
  const responseType = field(parameters, "response_type");
  if (responseType !== "code") throw unsupportedResponseType(responseType);
  const nonce = parameters.get("nonce") ?? undefined;
  if ((nonce?.length ?? 0) > VALUE_LENGTH_MAX) throw malformedRequest();
  return {
    authority: authorityNamed(issuer.tenants(), authorityName),
    target,
    scope:
      version === "v2"
        ? delegatedScope(field(parameters, "scope"))
        : delegatedResource(field(parameters, "resource")),
    challenge: challengeIn(parameters),
    nonce,
    prompts: new Set((parameters.get("prompt") ?? "").split(" ").filter((word) => word !== "")),
    loginHint: parameters.get("login_hint") || undefined,
    wantsClientInfo: parameters.get("client_info") === "1",
  };
}

function challengeIn(parameters: URLSearchParams): CodeChallenge | undefined {
  const challenge = parameters.get("code_challenge");
  const method = parameters.get("code_challenge_method");
  if (challenge === null) {
    // A method without its challenge is a challenge that was taken out on the way.
    if (method !== null) throw badCodeChallenge();
    return undefined;
  }
  if (!CHALLENGE.test(challenge)) throw badCodeChallenge();
  return { challenge, method: methodOf(method ?? "plain") };
}

function methodOf(text: string): ChallengeMethod {
  if (text === "S256" || text === "plain") return text;
  throw badCodeChallenge();
}

function field(parameters: URLSearchParams, name: string): string {
  const value = parameters.get(name);
  if (!value) throw missingField(name);
  return value;
}

function soleRedirectUri({ redirectUris = [] }: StandInApp): string {
  const [only, ...others] = redirectUris;
  if (only === undefined || others.length > 0) throw missingField("redirect_uri");
  return only;
}
