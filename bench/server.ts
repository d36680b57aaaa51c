import { join } from "node:path";
import type { Dataset } from "./dataset.ts";
import { type Running, start } from "./processes.ts";
import { configFile } from "./tenant.ts";

/** Starts Tocsin as its users do, on a data set, with every write flushed. */
export function serve({ folder }: Dataset): Promise<Running> {
  const program = join(import.meta.dirname, "..", "bin", "tocsin");
  const where = ["--port", "0", "--data", folder, "--config", configFile(folder)];
  return start([program, "serve", "--stand-in", "--durability", "full", ...where]);
}

/** Milliseconds until the server says that it is ready. */
export async function untilReady(port: number): Promise<number> {
  const began = performance.now();
  while (!(await fetch(`http://127.0.0.1:${port}/health/ready`)).ok) {
    if (performance.now() - began > 30_000) throw new Error("the server does not get ready");
  }
  return performance.now() - began;
}

/** What the server holds in memory. */
export async function memoryMb(port: number): Promise<number> {
  const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  return Math.round(Number(/^process_resident_memory_bytes (\S+)/m.exec(metrics)?.[1] ?? 0) / 1_048_576);
}

/** The bare server beside it: `answer` is what it sends, see bench/reference-server.ts. */
export function serveReference(answer: object): Promise<Running> {
  const program = join(import.meta.dirname, "reference-server.ts");
  return start([process.execPath, program], JSON.stringify(answer));
}
