import { once } from "node:events";
import { Writable } from "node:stream";
import type { Output } from "./context.ts";

/** Writes as fast as the reader reads. A reader that has seen enough (`… | head`) ends it without a complaint. */
export async function writeOutput(output: Output, pieces: AsyncIterable<string | Uint8Array>): Promise<void> {
  const closed = new AbortController();
  const onError = (error: Error) => closed.abort(error);
  if (output instanceof Writable) output.once("error", onError);
  try {
    for await (const piece of pieces) {
      if (closed.signal.aborted) throw closed.signal.reason;
      if (output.write(piece) === false && output instanceof Writable) await once(output, "drain");
    }
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EPIPE")) throw error;
  } finally {
    if (output instanceof Writable) output.off("error", onError);
  }
}
