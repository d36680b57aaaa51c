import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { ask } from "../fixtures/ask.ts";

const PROGRAM = join(import.meta.dirname, "..", "..", "bin", "tocsin");

/** A process of Tocsin that may be killed at any moment. */
export interface Running {
  readonly child: ChildProcess;
  /** Its exit code, or null when a signal ended it. */
  readonly ended: Promise<number | null>;
  stdout(): string;
  stderr(): string;
  /** Ends it at once, as a crash does, and waits until it is gone. */
  kill(): Promise<void>;
}

/** Starts `bin/tocsin`, with nothing of the tester's own TOCSIN_* settings. */
export function run(args: readonly string[]): Running {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("TOCSIN_")));
  const child = spawn(PROGRAM, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  const said = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"] as const) {
    child[stream].setEncoding("utf8").on("data", (chunk: string) => {
      said[stream] += chunk;
    });
  }
  const ended = once(child, "close").then(([code]) => (typeof code === "number" ? code : null));
  return {
    child,
    ended,
    stdout: () => said.stdout,
    stderr: () => said.stderr,
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

/** A server that is durable in full, with the address it said. */
export interface RunningServer extends Running {
  readonly origin: string;
}

export function runServer(folder: string, config: string): Running {
  const options = ["--stand-in", "--port", "0", "--durability", "full", "--log-level", "error"];
  return run(["serve", ...options, "--data", folder, "--config", config]);
}

/** Waits until a server that was started has said its address and answers there. */
export async function listening(server: Running): Promise<RunningServer> {
  const ended = server.ended.then(() => "ended" as const);
  for (;;) {
    const origin = /http:\/\/\S+(?=\s)/.exec(server.stdout())?.[0];
    if (origin !== undefined) {
      // Once it answers, it listens to signals too.
      await ask(origin, "/health/live");
      return { ...server, origin };
    }
    const said = once(server.child.stdout ?? server.child, "data");
    if ((await Promise.race([said, ended])) === "ended")
      throw new Error(`the server ended before it served: ${server.stderr()}`);
  }
}
