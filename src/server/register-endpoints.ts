import type { FastifyInstance } from "fastify";
import type { Endpoint } from "../wire/endpoint.ts";
import { pipeline, type Services } from "./pipeline.ts";

/** `TRACE` and `CONNECT` are beyond what Node's server or any client of the API does. */
const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const;

/** Puts the endpoints of a dialect on their paths. Any other verb on one of these paths is answered 405 with `Allow`. */
export function registerEndpoints(
  app: FastifyInstance,
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
      handler: pipeline(services, endpoint),
    });
  }
  for (const [path, allowed] of verbsByPath(endpoints)) refuseOtherVerbs(app, path, allowed);
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

/** contract/defender.md § 3: an empty body and the verbs that would do. `OPTIONS` asks for just that (RFC 9110 § 9.3.7). */
function refuseOtherVerbs(app: FastifyInstance, url: string, allowed: readonly string[]): void {
  const allow = [...allowed, "OPTIONS"].join(", ");
  app.route({
    method: METHODS.filter((method) => !allowed.includes(method)),
    url,
    schema: { hide: true },
    onRequest: (request, reply, _done) => {
      reply.code(request.method === "OPTIONS" ? 204 : 405).header("Allow", allow);
      if (request.method !== "OPTIONS") reply.header("Content-Length", "0");
      reply.send();
    },
    handler: (_request, reply) => reply.send(),
  });
}
