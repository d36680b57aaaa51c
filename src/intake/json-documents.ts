import { DocumentSplitter } from "./document-splitter.ts";
import type { SplitItem } from "./split-item.ts";

/** One document is held in memory as a whole, and so must have a bound; the vendor's largest incidents have a tenth of it. */
export const DOCUMENT_BYTES_MAX = 64 * 1024 * 1024;

export interface SplitOptions {
  readonly documentBytesMax?: number;
}

/**
 * The documents in a stream of UTF-8 JSON, byte for byte as they stood there, and what could not be read, each with its
 * position. What the stream holds is seen from its content: a document, an array of documents, list pages
 * (`{"value":[…]}`, contract/defender.md § 4.1), any of these one a line or one after the other.
 *
 * Needs memory for the largest document, whatever the length of the stream. Throws only what the stream throws.
 */
export async function* jsonDocuments(
  chunks: AsyncIterable<Uint8Array>,
  { documentBytesMax = DOCUMENT_BYTES_MAX }: SplitOptions = {},
): AsyncGenerator<SplitItem> {
  const splitter = new DocumentSplitter(documentBytesMax);
  for await (const chunk of chunks) yield* splitter.push(chunk);
  yield* splitter.end();
}
