import type { Scope } from "../domain/scope.ts";
import { type IncidentWrite, StoreError } from "../store/contract.ts";
import { type DocumentFormat, readDocument } from "./document-format.ts";
import { interruptible } from "./interruptible.ts";
import { jsonDocuments } from "./json-documents.ts";
import { parseDocument } from "./parse-document.ts";
import type { DocumentPosition, FoundDocument } from "./split-item.ts";
import { describeUnrecognised } from "./unrecognised.ts";
import { type IncidentWriter, writeBatch } from "./write-batch.ts";

/** A batch is one transaction. */
const BATCH_DOCUMENTS_MAX = 200;
const BATCH_BYTES_MAX = 4 * 1024 * 1024;

/** A file, or another stream of UTF-8 JSON. */
export interface DocumentSource {
  readonly name: string;
  open(): AsyncIterable<Uint8Array>;
}

/** A document that is not imported. Without a position it is the source that cannot be read any further. */
export interface Rejection extends Partial<DocumentPosition> {
  readonly source: string;
  readonly message: string;
  /** Where in the document, as in `alerts[0].devices[1].firstSeen`. */
  readonly path?: string;
}

export interface ImportCounts {
  /** Documents found, those that were rejected among them. */
  readonly read: number;
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  /** The stored version was newer; the bytes are kept. */
  readonly older: number;
  readonly rejected: number;
  /** Of the sources, as far as they were read. */
  readonly bytes: number;
}

/** What is counted as created or updated is whole and durable, however the import ended. */
export interface ImportReport extends ImportCounts {
  readonly ended: "complete" | "interrupted" | "failed";
  /** Why the store gave up, for `failed`. */
  readonly failure?: StoreError;
}

export interface ImportOptions {
  readonly store: IncidentWriter;
  readonly scope: Scope;
  readonly formats: readonly DocumentFormat[];
  readonly sources: readonly DocumentSource[];
  onRejected(rejection: Rejection): void;
  onProgress?(counts: ImportCounts): void;
  /** Stops the import: what is not yet in the store is left out, and nothing is half in it. */
  readonly signal?: AbortSignal;
  readonly busyWaitsMs?: readonly number[];
}

/**
 * Reads documents from the sources, one after the other, into the store. Needs memory for one batch and the largest
 * document, whatever the length of the sources. Never throws for what a document, a source or the store does.
 */
export async function importDocuments(options: ImportOptions): Promise<ImportReport> {
  const run = new ImportRun(options);
  try {
    for (const source of options.sources) await run.read(source);
    await run.flush();
    return { ...run.counts, ended: options.signal?.aborted ? "interrupted" : "complete" };
  } catch (failure) {
    if (!(failure instanceof StoreError)) throw failure;
    return { ...run.counts, ended: "failed", failure };
  }
}

interface BatchEntry {
  readonly source: string;
  readonly found: FoundDocument;
  readonly write: IncidentWrite;
}

class ImportRun {
  readonly counts = { read: 0, created: 0, updated: 0, unchanged: 0, older: 0, rejected: 0, bytes: 0 };
  readonly #options: ImportOptions;
  #batch: BatchEntry[] = [];
  #batchBytes = 0;

  constructor(options: ImportOptions) {
    this.#options = options;
  }

  async read(source: DocumentSource): Promise<void> {
    const { name } = source;
    for await (const item of jsonDocuments(this.#chunksOf(source))) {
      if (this.#isStopped()) return;
      this.counts.read++;
      if ("bytes" in item) await this.#take(name, item);
      else this.#reject({ source: name, message: item.problem, ...positionOf(item) });
    }
  }

  /** Writes what is waiting, unless the import was stopped. */
  async flush(): Promise<void> {
    const batch = this.#batch;
    this.#batch = [];
    this.#batchBytes = 0;
    if (batch.length === 0 || this.#isStopped()) return;
    const { store, scope, busyWaitsMs, signal } = this.#options;
    const writes = batch.map(({ write }) => write);
    const { results, failure } = await writeBatch(store, scope, writes, { busyWaitsMs, signal });
    for (const [index, { source, found }] of batch.entries()) {
      const result = results[index];
      if (typeof result === "string") this.counts[result]++;
      else if (result)
        this.#reject({ source, message: `the store refuses it: ${result.refused}`, ...positionOf(found) });
    }
    this.#options.onProgress?.({ ...this.counts });
    if (failure && !(failure.code === "busy" && this.#isStopped())) throw failure;
  }

  /** Ends where the source cannot be read any further, which is a rejection too. */
  async *#chunksOf({ name, open }: DocumentSource): AsyncGenerator<Uint8Array> {
    if (this.#isStopped()) return;
    try {
      for await (const chunk of interruptible(open(), this.#options.signal)) {
        this.counts.bytes += chunk.length;
        yield chunk;
        this.#options.onProgress?.({ ...this.counts });
      }
    } catch (error) {
      if (!(error instanceof Error) || !("code" in error)) throw error;
      if (!this.#isStopped())
        this.#reject({ source: name, message: `cannot be read any further (${error.code})` });
    }
  }

  async #take(source: string, found: FoundDocument): Promise<void> {
    const parsed = parseDocument(found);
    if ("fault" in parsed) {
      const { problem, ...position } = parsed.fault;
      return this.#reject({ source, message: problem, ...position });
    }
    const { formats } = this.#options;
    const format = formats.find((one) => one.recognises(parsed.document));
    if (!format) {
      const message = describeUnrecognised(
        parsed.document,
        formats.map(({ name }) => name),
      );
      return this.#reject({ source, message, ...positionOf(found) });
    }
    const result = readDocument(format, parsed.document);
    if (!("incident" in result)) return this.#reject({ source, ...result, ...positionOf(found) });
    this.#batch.push({ source, found, write: { incident: result.incident, original: found.bytes } });
    this.#batchBytes += found.bytes.length;
    if (this.#batch.length >= BATCH_DOCUMENTS_MAX || this.#batchBytes >= BATCH_BYTES_MAX) await this.flush();
  }

  #reject(rejection: Rejection): void {
    this.counts.rejected++;
    this.#options.onRejected(rejection);
  }

  #isStopped(): boolean {
    return this.#options.signal?.aborted === true;
  }
}

function positionOf({ offset, line, column }: DocumentPosition): DocumentPosition {
  return { offset, line, column };
}
