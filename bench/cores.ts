import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";

const TASKSET = "/usr/bin/taskset";
const SERVERS = "0";
const GENERATOR = String(availableParallelism() - 1);
const PINNED = existsSync(TASKSET) && GENERATOR !== SERVERS;

/** The program as it runs on the servers' core, where the system can do that. */
export function onServersCore(program: readonly string[]): readonly string[] {
  return PINNED ? [TASKSET, "-c", SERVERS, ...program] : program;
}

/** Keeps this process, which makes the load, off the servers' core. */
export function leaveServersCore(): void {
  pinTo(GENERATOR);
}

/** What is started meanwhile inherits the servers' core: for what starts processes in a way of its own. */
export async function asServer<T>(start: () => Promise<T>): Promise<T> {
  pinTo(SERVERS);
  try {
    return await start();
  } finally {
    leaveServersCore();
  }
}

function pinTo(core: string): void {
  if (PINNED) execFileSync(TASKSET, ["-a", "-p", "-c", core, String(process.pid)], { stdio: "ignore" });
}
