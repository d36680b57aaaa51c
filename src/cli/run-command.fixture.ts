import { PassThrough, Readable } from "node:stream";
import { type Command, CommanderError } from "commander";
import { type CliContext, explain, systemClock } from "./context.ts";
import { Exit } from "./exit.ts";

export interface CommandResult {
  readonly exitCode: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** Runs a command within this process, as main.ts does it. */
export async function runCommand(
  make: (context: CliContext) => Command,
  args: readonly string[],
  stdin: Readable = Readable.from([]),
): Promise<CommandResult> {
  const [stdout, stderr] = [collector(), collector()];
  const context: CliContext = {
    stdin,
    stdout: stdout.stream,
    stderr: stderr.stream,
    version: "0.0.0-test",
    clock: systemClock,
  };
  let exitCode: number = Exit.ok;
  try {
    const command = make(context);
    for (const each of [command, ...command.commands]) {
      each.exitOverride().configureOutput({ writeErr: (text) => stderr.stream.write(text) });
    }
    await command.parseAsync(args, { from: "user" });
  } catch (error) {
    const failure = explain(error);
    exitCode = error instanceof CommanderError ? Exit.usage : failure.exitCode;
    stderr.stream.write(`tocsin: ${failure.message}\n`);
  }
  return { exitCode, stdout: stdout.bytes(), stderr: stderr.bytes().toString("utf8") };
}

function collector() {
  const chunks: Buffer[] = [];
  const stream = new PassThrough();
  stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  return { stream, bytes: () => Buffer.concat(chunks) };
}
