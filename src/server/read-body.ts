import type { IncomingMessage } from "node:http";
import type { FastifyRequest } from "fastify";
import { badRequest, payloadTooLarge } from "../wire/defender/errors.ts";

const JSON_TYPE = /^application\/json\s*(;|$)/i;

/**
 * The bytes of a request's body, read only now that the caller is known to be allowed to send one; undefined without a body.
 *
 * @throws {DefenderError} 400 for another content type than JSON (contract/defender.md § 3), 413 for more than `bytesMax`
 */
export async function readBody(request: FastifyRequest, bytesMax: number): Promise<Uint8Array | undefined> {
  if (request.body === undefined || request.method === "GET" || request.method === "HEAD") return undefined;
  if (!JSON_TYPE.test(request.headers["content-type"] ?? ""))
    throw badRequest("The content type of the request body must be application/json");
  if (Number(request.headers["content-length"] ?? 0) > bytesMax) throw payloadTooLarge();
  return collect(request.raw, bytesMax);
}

/** Not `for await`: leaving that early would destroy the connection before the refusal is sent. */
function collect(stream: IncomingMessage, bytesMax: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const onData = (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= bytesMax) chunks.push(chunk);
      else settle(() => reject(payloadTooLarge()));
    };
    const onEnd = () => settle(() => resolve(Buffer.concat(chunks)));
    const onBroken = () => settle(() => reject(badRequest("The request body did not arrive whole")));
    const settle = (finish: () => void) => {
      stream.off("data", onData).off("end", onEnd).off("error", onBroken).off("close", onBroken);
      stream.resume();
      finish();
    };
    stream.on("data", onData).on("end", onEnd).on("error", onBroken).on("close", onBroken);
  });
}
