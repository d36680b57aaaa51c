import type { IncomingMessage } from "node:http";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import type { FastifyRequest } from "fastify";
import { isJsonType } from "../wire/json-type.ts";
import { RequestRefused } from "./request-refused.ts";

/**
 * The bytes of a request's body, read only now that the caller is known to be allowed to send one; undefined without a
 * body. One SDK compresses every body (contract/graph.md § 2).
 *
 * @throws {RequestRefused} for another content type than JSON (contract/defender.md § 3), for more than `bytesMax` as it
 * came or as it is, for another encoding than gzip
 */
export async function readBody(request: FastifyRequest, bytesMax: number): Promise<Uint8Array | undefined> {
  if (request.body === undefined || request.method === "GET" || request.method === "HEAD") return undefined;
  if (!isJsonType(request.headers["content-type"])) throw new RequestRefused("not-json");
  if (Number(request.headers["content-length"] ?? 0) > bytesMax) throw new RequestRefused("body-too-large");
  const bytes = await collect(request.raw, bytesMax);
  return decoded(bytes, request.headers["content-encoding"], bytesMax);
}

const inflate = promisify(gunzip);

async function decoded(bytes: Uint8Array, encoding = "identity", bytesMax: number): Promise<Uint8Array> {
  const name = encoding.trim().toLowerCase();
  if (name === "identity") return bytes;
  if (name !== "gzip" && name !== "x-gzip") throw new RequestRefused("body-encoding");
  try {
    return await inflate(bytes, { maxOutputLength: bytesMax });
  } catch (error) {
    const tooLarge = error instanceof Error && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE";
    throw new RequestRefused(tooLarge ? "body-too-large" : "body-broken");
  }
}

/** Not `for await`: leaving that early would destroy the connection before the refusal is sent. */
function collect(stream: IncomingMessage, bytesMax: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const onData = (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= bytesMax) chunks.push(chunk);
      else settle(() => reject(new RequestRefused("body-too-large")));
    };
    const onEnd = () => settle(() => resolve(Buffer.concat(chunks)));
    const onBroken = () => settle(() => reject(new RequestRefused("body-broken")));
    const settle = (finish: () => void) => {
      stream.off("data", onData).off("end", onEnd).off("error", onBroken).off("close", onBroken);
      stream.resume();
      finish();
    };
    stream.on("data", onData).on("end", onEnd).on("error", onBroken).on("close", onBroken);
  });
}
