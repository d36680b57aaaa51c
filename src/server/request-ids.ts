import type { FastifyRequest } from "fastify";
import type { RequestIds } from "../wire/graph/errors.ts";

/** A client's own id is repeated in headers and bodies, so that it is taken only when it is harmless there. */
const CLIENT_ID = /^[\w.{}-]{1,128}$/;

/** contract/graph.md § 2: the client's id of the request, the server's when it sent none. */
export function requestIds({ id, headers }: Pick<FastifyRequest, "id" | "headers">): RequestIds {
  const sent = headers["client-request-id"];
  const clientRequestId = typeof sent === "string" && CLIENT_ID.test(sent) ? sent : id;
  return { requestId: id, clientRequestId };
}
