import type { FastifyReply, FastifyRequest } from "fastify";
import type { Scope } from "../domain/scope.ts";
import { type Access, requireRolePermission } from "../identity/access.ts";
import type { Authenticator } from "../identity/authenticate.ts";
import { authorise } from "../identity/permissions.ts";
import type { Principal } from "../identity/principal.ts";
import type { Quota } from "../quota/quota.ts";
import { type ApiHost, portalBase, signInOf } from "../wire/defender/links.ts";
import type { Answer, Endpoint } from "../wire/endpoint.ts";
import { readBody } from "./read-body.ts";

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

/** The life of a request, in order. Every step passes on, or throws one coded error that the dialect puts into words. */
export function pipeline(services: Services, endpoint: Endpoint) {
  return async function answer(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    // 1. Which cloud is spoken to: it decides on the links in a body and on the issuers that count.
    const host = services.recogniseHost(request.headers.host, request.protocol === "http");

    // 2. Who calls: the token's signature, issuer, audience, time and tenant.
    const verified = services
      .authenticator()
      .authenticate(request.headers.authorization, signInOf(host.cloud));
    const principal = verified instanceof Promise ? await verified : verified;
    request.caller = principal;

    // 3. May the application do this at all: a permission in the token.
    authorise(principal, endpoint.permissions);

    // 4. May the person do this: a role's permission. What the person is exposed to goes into the scope.
    const access = services.accessOf(principal);
    requireRolePermission(access, endpoint.rolePermission);
    const scope: Scope = { tenantId: principal.tenantId, caller: principal, exposure: access.exposure };

    // 5. How often: the quota of this operation for this tenant and application.
    await services.quota().consume(endpoint.operation, principal);

    // 6. The body, where there is one: nothing of it was looked at before.
    const body = await readBody(request, services.bodyBytesMax());

    // 7. The answer: read through the scope, trimmed to its exposure, written in the dialect.
    const cloud = services.tenantCloud(principal.tenantId);
    const written = await endpoint.answer({
      scope,
      params: pathParameters(request),
      query: queryOf(request.url),
      body,
      apiBase: host.apiBase,
      portalBase: portalBase(host.cloud, cloud),
    });
    return send(reply, written);
  };
}

function send(reply: FastifyReply, { status, headers, body }: Answer): FastifyReply {
  return reply.code(status).headers(headers).send(body);
}

function pathParameters({ params }: FastifyRequest): Readonly<Record<string, string>> {
  return typeof params === "object" && params !== null ? { ...params } : {};
}

function queryOf(url: string): string {
  const at = url.indexOf("?");
  return at < 0 ? "" : url.slice(at + 1);
}
