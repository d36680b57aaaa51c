import type { FastifyInstance } from "fastify";
import type { Endpoint } from "../wire/endpoint.ts";
import type { Dialect } from "./dialect.ts";
import { pipeline, type Services, send } from "./pipeline.ts";
import { requestIds } from "./request-ids.ts";

/** `TRACE` and `CONNECT` are beyond what Node's server or any client of the API does. */
const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const;

/** Puts the endpoints of a dialect on their paths. Any other verb on one of these paths is answered 405 with `Allow`. */
export function registerEndpoints(
  app: FastifyInstance,
  dialect: Dialect,
  endpoints: readonly Endpoint[],
  services: Services,
): void {
  for (const endpoint of endpoints) {
    app.route({
      method: endpoint.method,
      url: endpoint.path,
      schema: endpoint.schema,
      // Schemas describe; the endpoint itself checks and words its errors, and writes the text that goes out.
      validatorCompiler: () => () => true,
      serializerCompiler: () => String,
      handler: pipeline(services, dialect, endpoint),
    });
  }
  for (const [path, allowed] of verbsByPath(endpoints)) refuseOtherVerbs(app, dialect, path, allowed);
}

function verbsByPath(endpoints: readonly Endpoint[]): ReadonlyMap<string, readonly string[]> {
  const paths = Map.groupBy(endpoints, (endpoint) => endpoint.path);
  return new Map(
    [...paths].map(([path, group]) => [
      path,
      group.flatMap(({ method }) => (method === "GET" ? ["GET", "HEAD"] : [method])),
    ]),
  );
}

/** `OPTIONS` asks for just the verbs that would do (RFC 9110 § 9.3.7). */
function refuseOtherVerbs(
  app: FastifyInstance,
  dialect: Dialect,
  url: string,
  allowed: readonly string[],
): void {
  const allow = [...allowed, "OPTIONS"].join(", ");
  app.route({
    method: METHODS.filter((method) => !allowed.includes(method)),
    url,
    schema: { hide: true },
    onRequest: (request, reply, _done) => {
      if (request.method === "OPTIONS") {
        reply.code(204).header("Allow", allow).send();
        return;
      }
      send(reply, dialect.otherVerb(allow, requestIds(request)));
    },
    handler: (_request, reply) => reply.send(),
  });
}
