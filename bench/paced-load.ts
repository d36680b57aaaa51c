import { RawConnection } from "./raw-connection.ts";

export interface PacedOptions {
  readonly port: number;
  readonly connections: number;
  readonly perSecond: number;
  /** The raw request to send next (bench/requests.ts). */
  readonly next: () => string;
}

export interface PacedLoad {
  /** What was answered since the last call of this. */
  take(): PacedAnswers;
  /** Sends nothing more and waits for the answers under way. */
  stop(): Promise<void>;
}

export interface PacedAnswers {
  readonly answered: number;
  /** By status, or by what happened to the connection; those with 200 are not among them. */
  readonly errors: ReadonlyMap<string, number>;
  /** From the moment that a request was due to the end of its answer, ascending. */
  readonly latenciesMs: readonly number[];
}

const TICK_MS = 1;

/**
 * An open loop: requests fall due at a steady rate whether the server keeps up or not, and one that had to wait for a free
 * connection has waited, so that a server that stops for a second is not measured by the requests it was spared.
 */
export function pacedLoad(options: PacedOptions): PacedLoad {
  const { port, connections, perSecond, next } = options;
  const free = Array.from({ length: connections }, () => new RawConnection(port));
  const underWay = new Set<Promise<void>>();
  const began = performance.now();
  let issued = 0;
  let latencies: number[] = [];
  let errors = new Map<string, number>();
  const dueMs = (at: number) => began + (at * 1000) / perSecond;

  async function issue(connection: RawConnection, due: number): Promise<void> {
    const outcome = await connection.ask(next());
    if (outcome === "200") latencies.push(performance.now() - due);
    else errors.set(outcome, (errors.get(outcome) ?? 0) + 1);
    free.push(connection);
  }

  function issueDue(): void {
    const now = performance.now();
    while (dueMs(issued) <= now) {
      const connection = free.shift();
      if (!connection) return;
      const answer = issue(connection, dueMs(issued++)).finally(() => underWay.delete(answer));
      underWay.add(answer);
    }
  }

  const ticking = setInterval(issueDue, TICK_MS);
  return {
    take() {
      const taken = { latenciesMs: latencies.toSorted((a, b) => a - b), errors };
      const failed = [...errors.values()].reduce((sum, count) => sum + count, 0);
      latencies = [];
      errors = new Map();
      return { ...taken, answered: taken.latenciesMs.length + failed };
    },
    async stop() {
      clearInterval(ticking);
      await Promise.all(underWay);
      for (const connection of free) connection.close();
    },
  };
}
