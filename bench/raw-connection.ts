import { connect, type Socket } from "node:net";

const PATIENCE_MS = 30_000;

/** A kept-alive connection that asks one request at a time. It connects again after a failure. */
export class RawConnection {
  readonly #port: number;
  #socket: Socket | undefined;
  #finish: ((outcome: string) => void) | undefined;
  #pieces: Buffer[] = [];

  constructor(port: number) {
    this.#port = port;
  }

  /** Sends a raw request and gives the status of its answer once that is whole, or what went wrong. Never rejects. */
  ask(request: string): Promise<string> {
    return new Promise((resolve) => {
      const socket = this.#connected();
      this.#pieces = [];
      this.#finish = resolve;
      socket.write(request);
    });
  }

  close(): void {
    this.#socket?.destroy();
    this.#socket = undefined;
  }

  #connected(): Socket {
    if (this.#socket) return this.#socket;
    const socket = connect(this.#port, "127.0.0.1");
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.setTimeout(PATIENCE_MS, () => this.#failed(socket, "timeout"));
    socket.on("error", (error) => this.#failed(socket, "code" in error ? String(error.code) : error.message));
    socket.on("close", () => this.#failed(socket, "closed"));
    socket.on("data", (chunk: Buffer) => this.#received(chunk));
    return socket;
  }

  #failed(socket: Socket, outcome: string): void {
    if (socket !== this.#socket) return;
    this.close();
    this.#done(outcome);
  }

  #received(chunk: Buffer): void {
    this.#pieces.push(chunk);
    const all = this.#pieces.length === 1 ? chunk : Buffer.concat(this.#pieces);
    this.#pieces = [all];
    const head = all.indexOf("\r\n\r\n");
    if (head < 0) return;
    const text = all.toString("latin1", 0, head);
    const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0);
    if (all.length >= head + 4 + length) this.#done(text.slice(9, 12));
  }

  #done(outcome: string): void {
    const finish = this.#finish;
    this.#finish = undefined;
    finish?.(outcome);
  }
}
