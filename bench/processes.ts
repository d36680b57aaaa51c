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

/** What runs beside the benchmark ends with it, however it ends. */
const running = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of running) child.kill();
});
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(1));

/** Starts a server on a core of its own, where the system can do that, and waits until it prints its address. */
export async function start(program: readonly string[], input = ""): Promise<Running> {
  const began = performance.now();
  const child = onOwnCore(program);
  child.stdin.end(input);
  const port = await portOf(child);
  return { port, startMs: performance.now() - began, stop: () => stop(child) };
}

/** Runs a program to its end on the servers' core and gives what it printed. */
export async function output(program: readonly string[]): Promise<string> {
  const child = onOwnCore(program);
  let all = "";
  for await (const chunk of child.stdout) all += chunk;
  const code = child.exitCode ?? (await once(child, "exit"))[0];
  if (code !== 0) throw new Error(`${program.at(-1)} ended with ${code}`);
  return all;
}

function onOwnCore(program: readonly string[]) {
  const [command = "", ...rest] = PINNED ? ["/usr/bin/taskset", "-c", "0", ...program] : program;
  const child = spawn(command, rest, { stdio: ["pipe", "pipe", "ignore"] });
  running.add(child);
  child.once("exit", () => running.delete(child));
  return child;
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
