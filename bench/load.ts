import { connect, type Socket } from "node:net";

export interface LoadOptions {
  readonly port: number;
  readonly connections: number;
  readonly seconds: number;
  /** The raw request to send next, ending with the empty line. */
  readonly next: () => string;
}

export interface LoadResult {
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly failures: number;
}

/**
 * A closed loop over raw sockets: each connection sends its next request when the answer to the last is in. Cheaper
 * than an HTTP client, so that the server and not the generator is what is measured.
 */
export async function load(options: LoadOptions): Promise<LoadResult> {
  const latencies: number[] = [];
  let failures = 0;
  const end = performance.now() + options.seconds * 1000;
  const onAnswer = (status: string, ms: number) => {
    if (status === "200") latencies.push(ms);
    else failures++;
  };
  const start = performance.now();
  stayAwake(end);
  await Promise.all(Array.from({ length: options.connections }, () => converse(options, end, onAnswer)));
  const seconds = (performance.now() - start) / 1000;
  latencies.sort((a, b) => a - b);
  const at = (share: number) =>
    latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? 0;
  return { requestsPerSecond: latencies.length / seconds, p50Ms: at(0.5), p99Ms: at(0.99), failures };
}

/**
 * Keeps the generator's loop turning: a process that sleeps between answers has to be woken by the server's own write, which
 * costs more than the answer on a virtual machine, and the more the slower the server is.
 */
function stayAwake(end: number): void {
  if (performance.now() < end) setImmediate(stayAwake, end);
}

function converse(
  options: LoadOptions,
  end: number,
  onAnswer: (status: string, ms: number) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect(options.port, "127.0.0.1");
    let missing = 0;
    let sent = 0;
    let status = "";
    const send = () => {
      sent = performance.now();
      socket.write(options.next(), "latin1");
    };
    const finished = () => {
      const now = performance.now();
      onAnswer(status, now - sent);
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
      const length = /content-length: (\d+)/i.exec(text)?.[1];
      missing = Number(length ?? 0) - (chunk.length - head - 4);
      if (missing === 0) finished();
    });
  });
}
