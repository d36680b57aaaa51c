import type { FastifyReply, FastifyRequest } from "fastify";
import type { Answer, Endpoint } from "../wire/endpoint.ts";
import { type BatchItem, batchText, readBatch } from "../wire/graph/batch.ts";
import { failedDependency, methodNotAllowed, type RequestIds, unknownSegment } from "../wire/graph/errors.ts";
import { findEndpoint } from "../wire/graph/find-endpoint.ts";
import { graphUrl } from "../wire/graph/path.ts";
import type { Version } from "../wire/graph/version.ts";
import { graph } from "./dialect.ts";
import { answerCall, type Call, callOf, queryOf, recognise, type Services, send } from "./pipeline.ts";
import { requestIds } from "./request-ids.ts";

/**
 * `POST /$batch` (contract/graph.md § 9). Each request goes through the same steps as one of its own, with the caller of the
 * batch; those that depend on none run side by side.
 */
export function batchHandler(services: Services, version: Version, endpoints: readonly Endpoint[]) {
  return async function batch(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const outer = callOf(request);
    await recognise(services, "graph", outer);
    const items = readBatch(await outer.body(services.bodyBytesMax()));
    const ids = requestIds(request);
    const answers = new Map<string, Promise<Answer>>();
    for (const item of items) {
      const before = item.dependsOn.map((id) => answers.get(id.toLowerCase()));
      answers.set(
        item.id.toLowerCase(),
        after(before, () => answerItem(item), ids),
      );
    }
    const responses: (readonly [string, Answer])[] = [];
    for (const { id } of items) {
      const response = await answers.get(id.toLowerCase());
      if (response) responses.push([id, response]);
    }
    const headers = { "Content-Type": "application/json", "Cache-Control": "no-cache" };
    return send(reply.headers(graph.headers(ids)), { status: 200, headers, body: batchText(responses) });

    async function answerItem(item: BatchItem): Promise<Answer> {
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
      const [path = ""] = plain.split("?");
      const found = findEndpoint(endpoints, method, path);
      if ("endpoint" in found) return { ...found, query: queryOf(plain) };
      throw "allowed" in found
        ? methodNotAllowed(found.allowed.join(", "))
        : unknownSegment(found.unknownSegment);
    }
  };
}

/** Runs when all that it depends on has succeeded. */
async function after(
  before: readonly (Promise<Answer> | undefined)[],
  work: () => Promise<Answer>,
  ids: RequestIds,
): Promise<Answer> {
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
