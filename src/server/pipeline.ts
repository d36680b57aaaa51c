import type { FastifyReply, FastifyRequest } from "fastify";
import type { Scope } from "../domain/scope.ts";
import { type Access, requireRolePermission } from "../identity/access.ts";
import type { Authenticator } from "../identity/authenticate.ts";
import { authorise } from "../identity/permissions.ts";
import type { Principal } from "../identity/principal.ts";
import type { Api } from "../identity/resources.ts";
import type { Quota } from "../quota/quota.ts";
import type { Answer, Endpoint } from "../wire/endpoint.ts";
import { type ApiHost, portalBase, signInOf } from "../wire/links.ts";
import type { Dialect } from "./dialect.ts";
import { readBody } from "./read-body.ts";
import { requestIds } from "./request-ids.ts";

/** What the steps stand on. Each is a function of the current configuration, so that a reload takes effect at once. */
export interface Services {
  /** `plain`: the request came without TLS. */
  recogniseHost(hostHeader: string | undefined, plain: boolean): ApiHost;
  authenticator(): Pick<Authenticator, "authenticate">;
  accessOf(principal: Principal): Access;
  tenantCloud(tenantId: string): "dod" | undefined;
  quota(): Quota;
  bodyBytesMax(): number;
}

/** A request as the steps see it: one of its own, or one of a batch. */
export interface Call {
  readonly host: string | undefined;
  readonly plain: boolean;
  readonly authorization: string | undefined;
  readonly prefer: string | undefined;
  readonly params: Readonly<Record<string, string>>;
  readonly query: string;
  /** Is told who calls as soon as that is known. */
  recognised(caller: Principal): void;
  body(bytesMax: number): Promise<Uint8Array | undefined>;
}

/** The life of a request, in order. Every step passes on, or throws one coded error that the dialect puts into words. */
export async function answerCall(
  services: Services,
  api: Api,
  endpoint: Endpoint,
  call: Call,
): Promise<Answer> {
  // 1. and 2. Which cloud is spoken to, and who calls.
  const { host, principal } = await recognise(services, api, call);

  // 3. May the application do this at all: a permission in the token.
  authorise(principal, endpoint.permissions);

  // 4. May the person do this: a role's permission. What the person is exposed to goes into the scope.
  const access = services.accessOf(principal);
  requireRolePermission(access, endpoint.rolePermission);
  const scope: Scope = { tenantId: principal.tenantId, caller: principal, exposure: access.exposure };

  // 5. How often: the quota of this operation for this tenant and application.
  await services.quota().consume(endpoint.operation, principal);

  // 6. The body, where there is one: nothing of it was looked at before.
  const body = await call.body(services.bodyBytesMax());

  // 7. The answer: read through the scope, trimmed to its exposure, written in the dialect.
  const cloud = services.tenantCloud(principal.tenantId);
  return endpoint.answer({
    scope,
    params: call.params,
    query: call.query,
    prefer: call.prefer,
    body,
    apiBase: host.apiBase,
    portalBase: portalBase(host.cloud, cloud),
  });
}

/** The first two steps, which every path asks for that is told to callers alone. */
export async function recognise(
  services: Services,
  api: Api,
  call: Call,
): Promise<{ readonly host: ApiHost; readonly principal: Principal }> {
  // 1. Which cloud is spoken to: it decides on the links in a body and on the issuers that count.
  const host = services.recogniseHost(call.host, call.plain);

  // 2. Who calls: the token's signature, issuer, audience, time and tenant.
  const verified = services.authenticator().authenticate(call.authorization, signInOf(host.cloud), api);
  const principal = verified instanceof Promise ? await verified : verified;
  call.recognised(principal);
  return { host, principal };
}

/** Answers requests that come to an endpoint's own path. */
export function pipeline(services: Services, dialect: Dialect, endpoint: Endpoint) {
  return async function answer(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const written = await answerCall(services, dialect.api, endpoint, callOf(request));
    return send(reply.headers(dialect.headers(requestIds(request))), written);
  };
}

/** A request of its own as a call. */
export function callOf(request: FastifyRequest): Call {
  const { headers, url } = request;
  return {
    host: headers.host,
    plain: request.protocol === "http",
    authorization: headers.authorization,
    prefer: textOf(headers.prefer),
    params: pathParameters(request),
    query: queryOf(url),
    recognised(caller) {
      request.caller = caller;
    },
    body: (bytesMax) => readBody(request, bytesMax),
  };
}

/** To this content type of a text, and to no other, Fastify would add a character set; of bytes it takes none. */
const PLAIN_JSON = "application/json";

export function send(reply: FastifyReply, { status, headers, body }: Answer): FastifyReply {
  const payload = headers["Content-Type"] === PLAIN_JSON ? Buffer.from(body) : body;
  return reply.code(status).headers(headers).send(payload);
}

function textOf(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === "string" ? header : header?.join(",");
}

function pathParameters({ params }: FastifyRequest): Readonly<Record<string, string>> {
  return typeof params === "object" && params !== null ? { ...params } : {};
}

/** The raw text after `?`. */
export function queryOf(url: string): string {
  const at = url.indexOf("?");
  return at < 0 ? "" : url.slice(at + 1);
}
