import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { graphPermissions } from "../identity/permissions.ts";
import type { IncidentStore, Store } from "../store/contract.ts";
import type { Endpoint } from "../wire/endpoint.ts";
import { graphEndpoints } from "../wire/graph/endpoints.ts";
import { unknownSegment } from "../wire/graph/errors.ts";
import { firstUnknown } from "../wire/graph/find-endpoint.ts";
import { metadataText } from "../wire/graph/metadata.ts";
import { VERSIONS, type Version } from "../wire/graph/version.ts";
import { graph } from "./dialect.ts";
import { batchHandler } from "./graph-batch.ts";
import { callOf, recognise, type Services } from "./pipeline.ts";
import { registerEndpoints } from "./register-endpoints.ts";
import { requestIds } from "./request-ids.ts";

/** Puts the Graph dialect on `/v1.0` and `/beta`: its operations, `$batch`, `$metadata`, and the answer to everything else. */
export function registerGraph(
  app: FastifyInstance,
  incidents: IncidentStore,
  { alerts }: Pick<Store, "alerts">,
  services: Services,
): void {
  const endpoints = graphEndpoints(incidents, alerts, graphPermissions);
  registerEndpoints(app, graph, endpoints, services);
  for (const version of VERSIONS) {
    app.post(`/${version}/$batch`, HIDDEN, batchHandler(services, version, endpoints));
    app.get(`/${version}/$metadata`, HIDDEN, (request, reply) => sendMetadata(version, request, reply));
    app.all(`/${version}/*`, HIDDEN, unknownPath(services, endpoints));
  }
}

const HIDDEN = { schema: { hide: true } };

/** Needs no token: it describes types and holds no data. */
async function sendMetadata(version: Version, request: FastifyRequest, reply: FastifyReply): Promise<string> {
  reply.headers({
    ...graph.headers(requestIds(request)),
    "Content-Type": "application/xml",
    "OData-Version": "4.0",
  });
  return metadataText(version);
}

/** contract/graph.md § 7: 400 for a segment that is not known, to callers who may ask at all. */
function unknownPath(services: Services, endpoints: readonly Endpoint[]) {
  return async (request: FastifyRequest): Promise<never> => {
    await recognise(services, "graph", callOf(request));
    const [path = ""] = request.url.split("?");
    throw unknownSegment(firstUnknown(endpoints, path.split("/").slice(1)).slice(0, SEGMENT_LENGTH_MAX));
  };
}

const SEGMENT_LENGTH_MAX = 64;
