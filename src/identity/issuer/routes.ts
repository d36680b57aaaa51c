import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { JsonObject } from "../../domain/json.ts";
import { authorityOf, type Mint } from "./claims.ts";
import { basicCredentials, type EndpointVersion, grantClientCredentials } from "./client-credentials.ts";
import { findTenant, type StandInTenant } from "./directory.ts";
import { discoveryDocument } from "./discovery.ts";
import type { StandInKeys } from "./keys.ts";
import { mintToken } from "./mint.ts";
import { errorAnswer, tokenAnswer } from "./token-answers.ts";
import { TokenEndpointError, tenantNotFound, unreadableBody } from "./token-errors.ts";

export interface IssuerRoutesOptions {
  readonly keys: StandInKeys;
  /** The tenants as they are configured at the moment of a request. */
  readonly tenants: () => readonly StandInTenant[];
  /** Milliseconds since 1970. */
  readonly nowMs: () => number;
  readonly random: (bytes: number) => Uint8Array;
  /** Host names of this server beside loopback ones and the one of the request. */
  readonly ownHosts?: readonly string[];
}

type TenantRequest = FastifyRequest<{ Params: { tenant: string } }>;

const BODY_BYTES_MAX = 65_536;

/**
 * The stand-in's issuer, in the shape of Entra's (contract/defender.md § 2.2): token endpoints for client credentials,
 * discovery and keys of both versions. A Fastify plugin; for the stand-in only.
 */
export async function issuerRoutes(server: FastifyInstance, options: IssuerRoutesOptions): Promise<void> {
  acceptAnyForm(server);
  answerErrors(server, options);
  serveVersion(server, options, "v2", {
    token: "/:tenant/oauth2/v2.0/token",
    discovery: "/:tenant/v2.0/.well-known/openid-configuration",
    keys: "/:tenant/discovery/v2.0/keys",
  });
  serveVersion(server, options, "v1", {
    token: "/:tenant/oauth2/token",
    discovery: "/:tenant/.well-known/openid-configuration",
    keys: "/:tenant/discovery/keys",
  });
}

function serveVersion(
  server: FastifyInstance,
  options: IssuerRoutesOptions,
  version: EndpointVersion,
  paths: { readonly token: string; readonly discovery: string; readonly keys: string },
): void {
  const route = { bodyLimit: BODY_BYTES_MAX };
  server.post(paths.token, route, (request: TenantRequest, reply) =>
    answerToken(version, options, request, reply),
  );
  server.get(paths.discovery, (request: TenantRequest) =>
    discoveryDocument(version, tenantOf(request, options), originOf(request)),
  );
  server.get(paths.keys, (request: TenantRequest) => {
    tenantOf(request, options);
    return { keys: [options.keys.publicJwk] };
  });
}

async function answerToken(
  version: EndpointVersion,
  options: IssuerRoutesOptions,
  request: TenantRequest,
  reply: FastifyReply,
): Promise<JsonObject> {
  void reply.headers(UNCACHED);
  const tenant = tenantOf(request, options);
  const form = new URLSearchParams(typeof request.body === "string" ? request.body.trim() : "");
  const basic = basicCredentials(request.headers.authorization);
  const ownHosts = [request.hostname, ...(options.ownHosts ?? [])];
  const grant = grantClientCredentials(version, tenant, form, basic, ownHosts);
  const mint = mintOf(options);
  return tokenAnswer(version, grant, await mintToken(options.keys, grant.request, mint), mint.nowSeconds);
}

const UNCACHED = { "cache-control": "no-store, no-cache", pragma: "no-cache" };

function tenantOf(request: TenantRequest, options: IssuerRoutesOptions): StandInTenant {
  const tenant = findTenant(options.tenants(), request.params.tenant);
  if (tenant === undefined) throw tenantNotFound(request.params.tenant);
  return tenant;
}

function originOf(request: FastifyRequest): string {
  const origin = URL.parse(`${request.protocol}://${request.host}`)?.origin;
  if (origin === undefined) throw unreadableBody();
  return origin;
}

function mintOf({ nowMs, random }: IssuerRoutesOptions): Mint {
  return { nowSeconds: Math.floor(nowMs() / 1000), random };
}

/** Clients are careless with the content type of a form, and Entra does not mind. */
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

function answerErrors(server: FastifyInstance, options: IssuerRoutesOptions): void {
  server.setErrorHandler((error: FastifyError | TokenEndpointError, request, reply) => {
    const refusal = asTokenEndpointError(error);
    if (refusal === undefined) throw error;
    request.log.info({ aadsts: refusal.aadsts }, "sign-in refused");
    return reply
      .code(refusal.status)
      .headers(UNCACHED)
      .send(errorAnswer(refusal, authorityOf("public"), mintOf(options)));
  });
}

function asTokenEndpointError(error: FastifyError | TokenEndpointError): TokenEndpointError | undefined {
  if (error instanceof TokenEndpointError) return error;
  const { statusCode = 500 } = error;
  return statusCode < 500 ? unreadableBody() : undefined;
}
