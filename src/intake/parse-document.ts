import { isUtf8 } from "node:buffer";
import { isJsonObject, type JsonObject } from "../domain/json.ts";
import { jsonFault } from "./json-fault.ts";
import type { DocumentPosition, FoundDocument } from "./split-item.ts";

/** Why a document is no JSON object, and where in the file. */
export interface ParseFault extends DocumentPosition {
  readonly problem: string;
}

export type Parsed = { readonly document: JsonObject } | { readonly fault: ParseFault };

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Reads the bytes of one document, which its splitter found to be one object by its brackets. */
export function parseDocument(found: FoundDocument): Parsed {
  if (!isUtf8(found.bytes)) return { fault: notUtf8(found) };
  const text = decoder.decode(found.bytes);
  try {
    const document: unknown = JSON.parse(text);
    return isJsonObject(document)
      ? { document }
      : { fault: faultAt(found, 0, "a document must be an object") };
  } catch {
    const { index, expected } = jsonFault(text) ?? { index: 0, expected: "JSON" };
    return {
      fault: faultAt(found, Buffer.byteLength(text.slice(0, index)), `no valid JSON: expected ${expected}`),
    };
  }
}

/** Decoding and encoding again changes the bytes from the first one on that is wrong. */
function notUtf8(found: FoundDocument): ParseFault {
  const encoded = Buffer.from(decoder.decode(found.bytes));
  const at = encoded.findIndex((byte, index) => byte !== found.bytes[index]);
  const problem =
    "not UTF-8: save the file as UTF-8 (in PowerShell: … | Out-File -Encoding utf8 incidents.json)";
  return faultAt(found, Math.max(at, 0), problem);
}

function faultAt({ bytes, offset, line, column }: FoundDocument, at: number, problem: string): ParseFault {
  const before = Buffer.from(bytes.buffer, bytes.byteOffset, at);
  const lastBreak = before.lastIndexOf(0x0a);
  if (lastBreak === -1) return { problem, offset: offset + at, line, column: column + at };
  const breaks = before.reduce((count, byte) => (byte === 0x0a ? count + 1 : count), 0);
  return { problem, offset: offset + at, line: line + breaks, column: at - lastBreak };
}
