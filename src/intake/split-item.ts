/** Where something stands in a file: bytes from 0, lines from 1, columns from 1 and in bytes. */
export interface DocumentPosition {
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

/** A document, as the very bytes that stood in the file. */
export interface FoundDocument extends DocumentPosition {
  readonly bytes: Uint8Array;
}

/** What could not be read, and where. */
export interface DocumentFault extends DocumentPosition {
  readonly problem: string;
}

export type SplitItem = FoundDocument | DocumentFault;
