import type { FastifyReply, FastifyRequest } from "fastify";
import type { Endpoint } from "../wire/endpoint.ts";
import { type BatchItem, type BatchResponse, batchText, readBatch } from "../wire/graph/batch.ts";
import { failedDependency, methodNotAllowed, type RequestIds, unknownSegment } from "../wire/graph/errors.ts";
import { findEndpoint } from "../wire/graph/find-endpoint.ts";
import { graphUrl } from "../wire/graph/path.ts";
import type { Version } from "../wire/graph/version.ts";
import { signInOf } from "../wire/links.ts";
import { graph } from "./dialect.ts";
import { answerCall, type Call, callOf, type Services, send } from "./pipeline.ts";
import { requestIds } from "./request-ids.ts";

/**
 * `POST /$batch` (contract/graph.md § 9). Each request goes through the same steps as one of its own, with the caller of the
 * batch; those that depend on none run side by side.
 */
export function batchHandler(services: Services, version: Version, endpoints: readonly Endpoint[]) {
  return async function batch(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const outer = callOf(request);
    const host = services.recogniseHost(outer.host, outer.plain);
    const caller = await services
      .authenticator()
      .authenticate(outer.authorization, signInOf(host.cloud), "graph");
    outer.recognised(caller);
    const items = readBatch(await outer.body(services.bodyBytesMax()));
    const ids = requestIds(request);
    const answers = new Map<string, Promise<BatchResponse>>();
    for (const item of items) {
      const before = item.dependsOn.map((id) => answers.get(id.toLowerCase()));
      answers.set(
        item.id.toLowerCase(),
        after(before, () => answerItem(item), ids),
      );
    }
    const responses: (readonly [string, BatchResponse])[] = [];
    for (const { id } of items) {
      const response = await answers.get(id.toLowerCase());
      if (response) responses.push([id, response]);
    }
    const headers = { "Content-Type": "application/json", "Cache-Control": "no-cache" };
    return send(reply.headers(graph.headers(ids)), { status: 200, headers, body: batchText(responses) });

    async function answerItem(item: BatchItem): Promise<BatchResponse> {
      try {
        const { endpoint, params, query } = locate(item);
        const answer = await answerCall(services, "graph", endpoint, callIn(outer, item, params, query));
        return { ...answer, headers: { ...graph.headers(ids), ...answer.headers } };
      } catch (error) {
        const failure = graph.failure(error, ids);
        if (failure.status >= 500)
          request.log.error({ target: ids.requestId, err: error }, "failed in a batch");
        return failure;
      }
    }

    function locate({ method, url }: BatchItem) {
      const plain = graphUrl(`/${version}${url}`);
      const [path = "", query = ""] = splitAt(plain, "?");
      const found = findEndpoint(endpoints, method, path);
      if ("endpoint" in found) return { ...found, query };
      throw "allowed" in found
        ? methodNotAllowed(found.allowed.join(", "))
        : unknownSegment(found.unknownSegment);
    }
  };
}

/** Runs when all that it depends on has succeeded. */
async function after(
  before: readonly (Promise<BatchResponse> | undefined)[],
  work: () => Promise<BatchResponse>,
  ids: RequestIds,
): Promise<BatchResponse> {
  const done = await Promise.all(before);
  if (done.some((answer) => answer === undefined || answer.status >= 400))
    return graph.failure(failedDependency(), ids);
  return work();
}

/** A request of a batch as a call of its own, by the batch's caller. */
function callIn(
  outer: Call,
  { headers, body }: BatchItem,
  params: Readonly<Record<string, string>>,
  query: string,
): Call {
  return { ...outer, params, query, prefer: headers.prefer ?? outer.prefer, body: async () => body };
}

function splitAt(text: string, mark: string): readonly [string, string] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}
