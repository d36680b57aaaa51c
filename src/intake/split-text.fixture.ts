import { jsonDocuments, type SplitOptions } from "./json-documents.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** The bytes in pieces of the given lengths, over and over. One buffer serves them all, as a file reader does it. */
export async function* piecesOf(bytes: Uint8Array, lengths: readonly number[]): AsyncGenerator<Uint8Array> {
  const buffer = new Uint8Array(Math.max(...lengths));
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const piece = bytes.subarray(at, at + (lengths[turn % lengths.length] ?? 1));
    buffer.fill(0x7b);
    buffer.set(piece);
    yield buffer.subarray(0, piece.length);
    at += piece.length;
  }
}

/** Documents as `line:column text`, problems as `line:column ! message`. */
export async function split(
  input: string | Uint8Array,
  lengths: readonly number[] = [1_000_000],
  options: SplitOptions = {},
): Promise<readonly string[]> {
  const bytes = typeof input === "string" ? encoder.encode(input) : input;
  const lines: string[] = [];
  for await (const item of jsonDocuments(piecesOf(bytes, lengths), options)) {
    const text = "bytes" in item ? decoder.decode(item.bytes) : `! ${item.problem}`;
    lines.push(`${item.line}:${item.column} ${text}`);
  }
  return lines;
}

/** The documents alone. */
export async function documentsIn(
  input: string | Uint8Array,
  lengths?: readonly number[],
  options?: SplitOptions,
): Promise<readonly string[]> {
  const lines = await split(input, lengths, options);
  return lines.filter((line) => !/^\d+:\d+ ! /.test(line)).map((line) => line.replace(/^\d+:\d+ /, ""));
}
