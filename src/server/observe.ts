import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Principal } from "../identity/principal.ts";
import { QuotaExceeded } from "../quota/quota.ts";
import { DefenderError } from "../wire/defender/errors.ts";
import { GraphError } from "../wire/graph/errors.ts";
import type { Metrics } from "./metrics.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Who calls, once the token is verified. */
    caller: Principal | undefined;
    /** What a step threw, for the log line. */
    failure: unknown;
  }
}

/** One log line and one count a request, when its answer has gone out. Query strings and headers are not logged. */
export function observe(app: FastifyInstance, metrics: Metrics): void {
  app.decorateRequest("caller", undefined);
  app.decorateRequest("failure", undefined);
  app.addHook("onResponse", (request, reply, done) => {
    const route = request.routeOptions.url ?? "none";
    metrics.requestDone(route, request.method, reply.statusCode, reply.elapsedTime / 1000);
    if (request.failure instanceof QuotaExceeded) metrics.quotaRefused(request.failure.operation);
    logRequest(request, reply, route);
    done();
  });
}

function logRequest(request: FastifyRequest, reply: FastifyReply, route: string): void {
  const status = reply.statusCode;
  const line = {
    target: request.id,
    method: request.method,
    route,
    path: pathOf(request.url),
    status,
    ms: Math.round(reply.elapsedTime * 1000) / 1000,
    tenant: request.caller?.tenantId,
    app: request.caller?.appId,
    user: request.caller?.kind === "user" ? request.caller.userPrincipalName : undefined,
  };
  if (request.failure === undefined) request.log.info(line, "answered");
  else if (status >= 500) request.log.error({ ...line, err: request.failure }, "failed");
  else request.log.info({ ...line, reason: reasonOf(request.failure) }, "refused");
}

/** What a request was refused for; the words of the dialect may repeat the query or the body, its code does not. */
function reasonOf(failure: unknown): string {
  if (failure instanceof DefenderError || failure instanceof GraphError) return failure.code || "BadRequest";
  return failure instanceof Error ? failure.message : String(failure);
}

const PATH_LENGTH_MAX = 256;

function pathOf(url: string): string {
  const end = url.indexOf("?");
  return (end < 0 ? url : url.slice(0, end)).slice(0, PATH_LENGTH_MAX);
}
