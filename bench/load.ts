import { connect, type Socket } from "node:net";

export interface LoadOptions {
  readonly port: number;
  readonly connections: number;
  readonly seconds: number;
  /** The raw request to send next: its head with the empty line, and its body (bench/requests.ts). */
  readonly next: () => string;
}

export interface LoadResult {
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Of the last body. */
  readonly bytes: number;
}

interface Answered {
  readonly status: string;
  readonly ms: number;
  readonly bytes: number;
}

/**
 * A closed loop over raw sockets: each connection sends its next request when the answer to the last is in. Cheaper
 * than an HTTP client, so that the server and not the generator is what is measured. Throws when an answer is not 200.
 */
export async function load(options: LoadOptions): Promise<LoadResult> {
  const latencies: number[] = [];
  const refused: string[] = [];
  let bytes = 0;
  const start = performance.now();
  const end = start + options.seconds * 1000;
  const onAnswer = (answer: Answered) => {
    if (answer.status === "200") latencies.push(answer.ms);
    else refused.push(answer.status);
    bytes = answer.bytes;
  };
  stayAwake(end);
  await Promise.all(Array.from({ length: options.connections }, () => converse(options, end, onAnswer)));
  const seconds = (performance.now() - start) / 1000;
  if (refused.length > 0)
    throw new Error(`${refused.length} requests were not answered 200 but ${refused[0]}`);
  latencies.sort((a, b) => a - b);
  const at = (share: number) =>
    latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? 0;
  return { requestsPerSecond: latencies.length / seconds, p50Ms: at(0.5), p99Ms: at(0.99), bytes };
}

/**
 * Keeps the generator's loop turning: a process that sleeps between answers has to be woken by the server's own write, which
 * costs more than the answer on a virtual machine, and the more the slower the server is.
 */
function stayAwake(end: number): void {
  if (performance.now() < end) setImmediate(stayAwake, end);
}

function converse(options: LoadOptions, end: number, onAnswer: (answer: Answered) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect(options.port, "127.0.0.1");
    let missing = 0;
    let sent = 0;
    let status = "";
    let bytes = 0;
    const send = () => {
      sent = performance.now();
      socket.write(options.next());
    };
    const finished = () => {
      const now = performance.now();
      onAnswer({ status, ms: now - sent, bytes });
      if (now < end) return send();
      socket.end();
      resolve();
    };
    socket.setNoDelay(true);
    socket.on("connect", send);
    socket.on("error", reject);
    socket.on("data", (chunk: Buffer) => {
      if (missing > 0) {
        missing -= chunk.length;
        if (missing === 0) finished();
        return;
      }
      const head = chunk.indexOf("\r\n\r\n");
      if (head < 0) return reject(new Error("an answer whose head came in pieces"));
      const text = chunk.toString("latin1", 0, head);
      status = text.slice(9, 12);
      bytes = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0);
      missing = bytes - (chunk.length - head - 4);
      if (missing === 0) finished();
    });
  });
}
