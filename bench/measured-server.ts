import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { onServersCore } from "./cores.ts";

/** How a server is started, and the request by which it shows that it serves. */
export interface Launch {
  readonly program: (port: number) => readonly string[];
  readonly folder: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly path: string;
  readonly token: string;
}

/** A server that runs on the servers' core. */
export interface MeasuredServer {
  readonly pid: number;
  readonly port: number;
  /** From the start of the process to its first answer with 200. */
  readonly coldStartMs: number;
  stop(): Promise<void>;
}

const PATIENCE_MS = 60_000;
const POLL_MS = 2;

/** Starts a server and waits until it answers. What it prints is thrown away, as most of them print for each request. */
export async function startMeasured(launch: Launch): Promise<MeasuredServer> {
  const port = await freePort();
  const program = launch.program(port);
  const [command = "", ...rest] = onServersCore(program);
  const began = performance.now();
  const child = spawn(command, rest, {
    cwd: launch.folder,
    env: { ...process.env, ...launch.environment },
    stdio: "ignore",
  });
  const end = () => child.kill();
  process.once("exit", end);
  await untilServing(child, port, launch, began);
  const coldStartMs = performance.now() - began;
  if (child.pid === undefined) throw new Error(`${command} has no process`);
  return {
    pid: child.pid,
    port,
    coldStartMs,
    async stop() {
      process.off("exit", end);
      await stop(child);
    },
  };
}

/** Milliseconds from the start of a server to its first answer; it is stopped again. */
export async function coldStart(launch: Launch): Promise<number> {
  const server = await startMeasured(launch);
  await server.stop();
  return server.coldStartMs;
}

async function untilServing(
  child: ChildProcess,
  port: number,
  { path, token, program }: Launch,
  began: number,
): Promise<void> {
  const headers = { Authorization: `Bearer ${token}` };
  let last = "nothing";
  child.on("error", (error) => {
    last = error.message;
  });
  while (child.exitCode === null && child.signalCode === null) {
    if (performance.now() - began > PATIENCE_MS) break;
    try {
      const answer = await fetch(`http://127.0.0.1:${port}${path}`, { headers });
      await answer.arrayBuffer();
      if (answer.ok) return;
      last = String(answer.status);
    } catch {
      // Not listening yet.
    }
    await delay(POLL_MS);
  }
  child.kill("SIGKILL");
  throw new Error(`${program(port).join(" ")} does not serve ${path}: ${last}`);
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill("SIGTERM");
  await exited;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (typeof address !== "object" || address === null) throw new Error("no free port");
  return address.port;
}
