import { randomBytes } from "node:crypto";
import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";

export interface WriteOptions {
  /** Readable by everyone; otherwise by the owner alone. */
  readonly public?: boolean;
  /** Leaves a file that is there already as it is. */
  readonly first?: boolean;
}

/** Writes a file that appears whole or not at all. */
export function writeWhole(path: string, text: string, options: WriteOptions = {}): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${randomBytes(6).toString("hex")}`;
  try {
    const file = openSync(draft, "wx", options.public === true ? 0o644 : 0o600);
    try {
      writeFileSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    if (options.first === true) linkUnlessThere(draft, path);
    else renameSync(draft, path);
  } finally {
    rmSync(draft, { force: true });
  }
}

/** A hard link, unlike a rename, never replaces what another program made meanwhile. */
function linkUnlessThere(draft: string, path: string): void {
  try {
    linkSync(draft, path);
  } catch (error) {
    if (!(error instanceof Error) || !("code" in error) || error.code !== "EEXIST") throw error;
  }
}
