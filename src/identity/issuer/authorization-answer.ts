import type { FastifyReply } from "fastify";
import { CODE_MS } from "./authorization-code.ts";
import type { AnswerTarget, AuthorizeRequest } from "./authorize-request.ts";
import { authorityOf } from "./claims.ts";
import { grantToPerson } from "./grant.ts";
import { html } from "./html.ts";
import { type Issuer, mintOf, randomCode, type SignedIn } from "./issuer.ts";
import { sendPage } from "./page.ts";
import type { SignInError } from "./sign-in-errors.ts";
import { errorAnswer } from "./token-answers.ts";

type Parameters = Readonly<Record<string, string>>;

/**
 * Answers an authorization request with a code for the person who signed in.
 *
 * @throws {SignInError} when the application may not have what it asks for
 */
export function sendCode(
  issuer: Issuer,
  reply: FastifyReply,
  request: AuthorizeRequest,
  signedIn: SignedIn,
  ownHosts: readonly string[],
): FastifyReply {
  const { target, scope, challenge, nonce } = request;
  // What the code could not be redeemed for is refused now, while the person is there.
  grantToPerson({ issuer, ownHosts }, { app: target.app, credential: "0" }, signedIn, scope);
  const code = randomCode(issuer);
  const tenantId = signedIn.tenant.id.toLowerCase();
  const objectId = signedIn.user.objectId;
  const { appId } = target.app;
  const value = { appId, tenantId, objectId, redirectUri: target.redirectUri, scope, challenge, nonce };
  issuer.codes.put(code, { ...value, redeemed: false }, issuer.nowMs() + CODE_MS);
  const clientInfo = Buffer.from(JSON.stringify({ uid: objectId, utid: tenantId })).toString("base64url");
  return sendToClient(reply, target, {
    code,
    ...(request.wantsClientInfo ? { client_info: clientInfo } : {}),
    ...(target.state === undefined ? {} : { state: target.state }),
  });
}

/** Tells the application why there is no code (RFC 6749 § 4.1.2.1). */
export function sendRefusal(
  issuer: Issuer,
  reply: FastifyReply,
  target: AnswerTarget,
  refusal: SignInError,
): FastifyReply {
  const { error_description, error_uri } = errorAnswer(refusal, authorityOf("public"), mintOf(issuer));
  // At the token endpoint a missing consent is an invalid grant; here there is no grant yet.
  const error = refusal.aadsts === 65001 ? "consent_required" : refusal.error;
  return sendToClient(reply, target, {
    error,
    error_description: String(error_description),
    error_uri: String(error_uri),
    ...(target.state === undefined ? {} : { state: target.state }),
  });
}

function sendToClient(
  reply: FastifyReply,
  { redirectUri, responseMode }: AnswerTarget,
  parameters: Parameters,
): FastifyReply {
  if (responseMode === "form_post") return sendForm(reply, redirectUri, parameters);
  const text = new URLSearchParams(parameters).toString();
  const mark = responseMode === "fragment" ? "#" : redirectUri.includes("?") ? "&" : "?";
  return reply
    .code(302)
    .headers({
      location: `${redirectUri}${mark}${text}`,
      "cache-control": "no-store",
      "referrer-policy": "no-referrer",
    })
    .send();
}

/** OAuth 2.0 Form Post Response Mode § 2. */
function sendForm(reply: FastifyReply, redirectUri: string, parameters: Parameters): FastifyReply {
  const fields = Object.entries(parameters).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  );
  const body = html`<h1>Going on to the application</h1>
<form method="post" action="${redirectUri}">${fields}<button>Continue</button></form>`;
  return sendPage(reply, 200, "Continue", body, {
    formTarget: formTargetOf(redirectUri),
    submitAtOnce: true,
  });
}

/** What a page's policy must allow, so that its form may lead to a redirect URI. */
export function formTargetOf(redirectUri: string): string {
  const url = URL.parse(redirectUri);
  if (url === null) return "";
  return url.origin === "null" ? url.protocol : url.origin;
}
