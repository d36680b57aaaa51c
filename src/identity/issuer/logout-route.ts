import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { decodeJwt } from "jose";
import { authorityNamed } from "./authority.ts";
import type { StandInApp } from "./directory.ts";
import type { Issuer } from "./issuer.ts";
import { sendPage } from "./page.ts";
import { isRegisteredRedirectUri } from "./redirect-uri.ts";
import { messagePage } from "./sign-in-page.ts";
import { forgetPerson } from "./sign-in-session.ts";

type LogoutRequest = FastifyRequest<{
  Params: { tenant: string };
  Querystring: Readonly<Record<string, string | readonly string[]>>;
}>;

/** Ends the session of the sign-in page (OpenID Connect RP-Initiated Logout 1.0). */
export function registerLogout(server: FastifyInstance, issuer: Issuer): void {
  for (const path of ["/:tenant/oauth2/v2.0/logout", "/:tenant/oauth2/logout"]) {
    server.get(path, async (request: LogoutRequest, reply) => logout(issuer, request, reply));
  }
}

/** Goes back only to an address that an application of the authority registered: this is no open redirect. */
function logout(issuer: Issuer, request: LogoutRequest, reply: FastifyReply): FastifyReply {
  const authority = authorityNamed(issuer.tenants(), request.params.tenant);
  forgetPerson(request, reply);
  const { post_logout_redirect_uri: wanted, state } = request.query;
  const tenants = authority.tenant === undefined ? issuer.tenants() : [authority.tenant];
  const apps = tenants.flatMap(({ apps }) => apps).filter(isNamedBy(request));
  if (typeof wanted !== "string" || !apps.some((app) => isRegisteredRedirectUri(app, wanted))) {
    return sendPage(reply, 200, "Signed out", messagePage("Signed out", "You may close this page."));
  }
  const mark = wanted.includes("?") ? "&" : "?";
  const suffix = typeof state === "string" ? `${mark}${new URLSearchParams({ state })}` : "";
  return reply
    .code(302)
    .headers({ location: wanted + suffix, "cache-control": "no-store" })
    .send();
}

/** When the request says which application it is of, only that one's addresses count. */
function isNamedBy({ query }: LogoutRequest): (app: StandInApp) => boolean {
  const named = typeof query.client_id === "string" ? query.client_id : audienceIn(query.id_token_hint);
  return (app) => named === undefined || app.appId.toLowerCase() === named.toLowerCase();
}

function audienceIn(idToken: unknown): string | undefined {
  if (typeof idToken !== "string") return undefined;
  try {
    const { aud } = decodeJwt(idToken);
    return typeof aud === "string" ? aud : undefined;
  } catch {
    return "";
  }
}
