import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createInterface } from "node:readline";

export interface Running {
  readonly port: number;
  /** From the start of the process to its first address on standard output. */
  readonly startMs: number;
  stop(): Promise<void>;
}

const PINNED = existsSync("/usr/bin/taskset");

/** Starts a server on a core of its own, where the system can do that, and waits until it prints its address. */
export async function start(program: readonly string[], input = ""): Promise<Running> {
  const [command = "", ...rest] = PINNED ? ["/usr/bin/taskset", "-c", "0", ...program] : program;
  const began = performance.now();
  const child = spawn(command, rest, { stdio: ["pipe", "pipe", "ignore"] });
  child.stdin.end(input);
  const port = await portOf(child);
  return { port, startMs: performance.now() - began, stop: () => stop(child) };
}

async function portOf(child: ChildProcess): Promise<number> {
  if (!child.stdout) throw new Error("a server without standard output");
  for await (const line of createInterface({ input: child.stdout })) {
    const port = /http:\/\/[^:]+:(\d+)/.exec(line)?.[1];
    if (port !== undefined) return Number(port);
  }
  throw new Error("the server ended before it printed an address");
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  child.kill("SIGTERM");
  await once(child, "exit");
}
