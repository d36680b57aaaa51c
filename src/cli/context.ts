import type { Readable } from "node:stream";
import { InvalidArgumentError, Option } from "commander";
import { timestampFromMs } from "../domain/time.ts";
import { type Config, loadConfig } from "../server/config/config.ts";
import { ConfigError } from "../server/config/problems.ts";
import type { Clock } from "../store/contract.ts";
import { StoreError } from "../store/contract.ts";
import { Exit, type ExitCode } from "./exit.ts";
import { terminalText } from "./terminal-text.ts";

/** A failure that ends the command with a sentence for the person and an exit code. */
export class CommandFailure extends Error {
  readonly exitCode: ExitCode;
  constructor(exitCode: ExitCode, message: string) {
    super(message);
    this.name = "CommandFailure";
    this.exitCode = exitCode;
  }
}

export interface Output {
  write(text: string | Uint8Array): unknown;
  readonly isTTY?: boolean;
}

/** What the commands need of the world around them. */
export interface CliContext {
  readonly stdin: Readable;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly version: string;
  readonly clock: Clock;
}

/**
 * `Date.now` stops at the millisecond, and the wire has 100 ns: what lies below comes from the machine's fine counter, so
 * that two writes hardly ever share an instant.
 */
export const systemClock: Clock = {
  now: () => timestampFromMs(Date.now(), Number((process.hrtime.bigint() / 100n) % 10_000n)),
};

export const DEFAULT_DATA = "data";
export const DEFAULT_PORT = 8080;

/** An option that can also be given as an environment variable. */
export function option(flags: string, description: string, variable: string): Option {
  return new Option(flags, description).env(variable);
}

export const dataOption = () =>
  option("--data <folder or URL>", "the data folder, or a postgres:// URL", "TOCSIN_DATA").default(
    DEFAULT_DATA,
  );
export const configOption = () => option("--config <file>", "the configuration file", "TOCSIN_CONFIG");

/** Reads a port from the command line. */
export function portNumber(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= 65_535) return port;
  throw new InvalidArgumentError("a port is a number from 0 to 65535");
}

export function readConfig(path: string): Config {
  try {
    return loadConfig(path);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new CommandFailure(Exit.usage, `the configuration cannot be used:\n${error.message}`);
  }
}

/** The exit code and sentence of whatever ended a command. */
export function explain(error: unknown): { readonly exitCode: ExitCode; readonly message: string } {
  if (error instanceof CommandFailure) return { exitCode: error.exitCode, message: error.message };
  if (error instanceof StoreError) return { exitCode: Exit.data, message: terminalText(error.message) };
  const message = error instanceof Error ? error.message : String(error);
  return { exitCode: Exit.failed, message: terminalText(message) };
}
