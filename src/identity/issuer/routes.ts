import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { JsonObject } from "../../domain/json.ts";
import { authorityNamed } from "./authority.ts";
import { registerAuthorize } from "./authorize-routes.ts";
import { basicCredentials } from "./basic-credentials.ts";
import { authorityOf } from "./claims.ts";
import { registerDevicePage } from "./device-routes.ts";
import { discoveryDocument, instanceDocument } from "./discovery.ts";
import { createIssuer, type Issuer, type IssuerOptions, mintOf } from "./issuer.ts";
import { registerLogout } from "./logout-route.ts";
import { sendPage } from "./page.ts";
import { formOf, originOf, ownHostsOf } from "./request-parts.ts";
import { SignInError, unreadableBody } from "./sign-in-errors.ts";
import { messagePage } from "./sign-in-page.ts";
import { errorAnswer } from "./token-answers.ts";
import type { EndpointVersion, TokenCall } from "./token-call.ts";
import { answerDeviceCode, answerToken } from "./token-route.ts";
import { userRealm } from "./user-realm.ts";

type TenantRequest = FastifyRequest<{ Params: { tenant: string } }>;

const BODY_BYTES_MAX = 65_536;
const UNCACHED = { "cache-control": "no-store, no-cache", pragma: "no-cache" };

/**
 * The stand-in's issuer, in the shape of Entra's (contract/defender.md § 2.2, contract/clients.md § 1). A Fastify plugin;
 * for the stand-in only.
 */
export async function issuerRoutes(server: FastifyInstance, options: IssuerOptions): Promise<void> {
  const issuer = createIssuer(options);
  acceptAnyForm(server);
  await server.register(async (endpoints) => {
    answerErrorsAsJson(endpoints, issuer);
    serveVersion(endpoints, issuer, "v2", {
      oauth: "oauth2/v2.0",
      root: "v2.0/",
      keys: "discovery/v2.0/keys",
    });
    serveVersion(endpoints, issuer, "v1", { oauth: "oauth2", root: "", keys: "discovery/keys" });
    endpoints.get("/:tenant/discovery/instance", (request: FastifyRequest) => {
      const { authorization_endpoint: endpoint } = Object(request.query);
      const asked = typeof endpoint === "string" ? endpoint : undefined;
      return instanceDocument(asked, originOf(request), ownHostsOf(issuer, request));
    });
    endpoints.get("/:tenant/userrealm/:name", (request: FastifyRequest<{ Params: { name: string } }>) =>
      userRealm(issuer, request.params.name),
    );
  });
  await server.register(async (pages) => {
    answerErrorsAsPages(pages);
    registerAuthorize(pages, issuer);
    registerDevicePage(pages, issuer);
    registerLogout(pages, issuer);
    pages.get("/:tenant/oauth2/nativeclient", (_request, reply) =>
      sendPage(reply, 200, "Signed in", messagePage("Signed in", "The application goes on by itself.")),
    );
  });
}

function serveVersion(
  server: FastifyInstance,
  issuer: Issuer,
  version: EndpointVersion,
  paths: { readonly oauth: string; readonly root: string; readonly keys: string },
): void {
  const limit = { bodyLimit: BODY_BYTES_MAX };
  server.post(`/:tenant/${paths.oauth}/token`, limit, (request: TenantRequest, reply) =>
    answer(answerToken, issuer, version, request, reply),
  );
  server.post(`/:tenant/${paths.oauth}/devicecode`, limit, (request: TenantRequest, reply) =>
    answer(answerDeviceCode, issuer, version, request, reply),
  );
  server.get(`/:tenant/${paths.root}.well-known/openid-configuration`, (request: TenantRequest) =>
    discoveryDocument(version, authorityNamed(issuer.tenants(), request.params.tenant), originOf(request)),
  );
  server.get(`/:tenant/${paths.keys}`, (request: TenantRequest) => {
    authorityNamed(issuer.tenants(), request.params.tenant);
    return { keys: [issuer.keys.publicJwk] };
  });
}

function answer(
  endpoint: (call: TokenCall) => Promise<JsonObject>,
  issuer: Issuer,
  version: EndpointVersion,
  request: TenantRequest,
  reply: FastifyReply,
): Promise<JsonObject> {
  void reply.headers(UNCACHED);
  return endpoint({
    issuer,
    version,
    authority: authorityNamed(issuer.tenants(), request.params.tenant),
    form: formOf(request),
    basic: basicCredentials(request.headers.authorization),
    ownHosts: ownHostsOf(issuer, request),
    origin: originOf(request),
  });
}

function acceptAnyForm(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(
    "*",
    { parseAs: "string", bodyLimit: BODY_BYTES_MAX },
    (_request, body, done) => {
      done(null, body);
    },
  );
}

function answerErrorsAsJson(server: FastifyInstance, issuer: Issuer): void {
  server.setErrorHandler((error: FastifyError | SignInError, request, reply) => {
    const refusal = asSignInError(error);
    if (refusal === undefined) throw error;
    request.log.info({ aadsts: refusal.aadsts }, "sign-in refused");
    return reply
      .code(refusal.status)
      .headers(UNCACHED)
      .send(errorAnswer(refusal, authorityOf("public"), mintOf(issuer)));
  });
}

/** For a person there is no envelope, but what went wrong in words, with the code to look up. */
function answerErrorsAsPages(server: FastifyInstance): void {
  server.setErrorHandler((error: FastifyError | SignInError, request, reply) => {
    const refusal = asSignInError(error);
    if (refusal === undefined) throw error;
    request.log.info({ aadsts: refusal.aadsts }, "sign-in refused");
    const words = `AADSTS${refusal.aadsts}: ${refusal.message}`;
    return sendPage(reply, refusal.status, "Sign in", messagePage("You cannot be signed in", words));
  });
}

function asSignInError(error: FastifyError | SignInError): SignInError | undefined {
  if (error instanceof SignInError) return error;
  const { statusCode = 500 } = error;
  return statusCode < 500 ? unreadableBody() : undefined;
}
