import { setTimeout as delay } from "node:timers/promises";
import { chanceOf } from "../crash/chance.ts";
import { nextIntent, requestOf } from "../crash/intents.ts";
import type { Ledger } from "../crash/ledger.ts";
import type { Writer } from "../crash/load.ts";
import { LARGE_INCIDENTS } from "../crash/tenants.ts";
import { ask } from "../fixtures/ask.ts";
import { CLUSTER_TENANTS } from "./tenants.ts";

/** How long a client waits after a failure; a real one would wait for `Retry-After`. */
const PAUSE_MS = 20;

export interface ClusterLoad {
  /** Where the nodes are that may be asked now. */
  readonly origins: () => readonly string[];
  readonly tokens: ReadonlyMap<string, string>;
  readonly ledger: Ledger;
  readonly isOver: () => boolean;
  /** Is told when each write was answered, in milliseconds of `performance.now`. */
  readonly onAcknowledged?: (at: number) => void;
}

/** Twelve clients of two tenants, with names of their own in each round. */
export function writersOf(round: string): readonly Writer[] {
  const large = new Map(CLUSTER_TENANTS.map((tenantId) => [tenantId, [...LARGE_INCIDENTS]]));
  return Array.from({ length: 12 }, (_, at) => {
    const tenantId = CLUSTER_TENANTS[at % 3 === 0 ? 1 : 0];
    return {
      name: `${round}, writer ${at + 1}`,
      tenantId,
      reported: [],
      large: large.get(tenantId) ?? [],
      reports: 0,
    };
  });
}

/**
 * Writes with all writers at once, each request to some node, until it is over. Whatever fails stays in doubt: a client cannot
 * know what became of it. Throws for an answer that is neither 200 nor a 503 that says when to come again.
 */
export async function loadCluster(writers: readonly Writer[], options: ClusterLoad): Promise<void> {
  await Promise.all(writers.map((writer) => writeOn(writer, options)));
}

async function writeOn(writer: Writer, options: ClusterLoad): Promise<void> {
  const { origins, tokens, ledger, isOver, onAcknowledged } = options;
  const chance = chanceOf(writer.name);
  for (let number = 1; !isOver(); number++) {
    const marker = `${writer.name}, write ${number}`;
    const intent = nextIntent(chance, marker, writer);
    const { method, path, body } = requestOf(intent);
    const write = ledger.sent(writer.tenantId, marker, intent);
    const headers = { "Content-Type": "application/json" };
    const token = tokens.get(writer.tenantId);
    const sent = { method, token, headers, body: JSON.stringify(body) };
    const answer = await ask(chance.pick(origins()), path, sent).catch(() => undefined);
    if (answer?.status === 200) {
      write.outcome = "acknowledged";
      onAcknowledged?.(performance.now());
      if (intent.kind === "report" && intent.title === marker)
        writer.reported.push(JSON.parse(answer.body).incidentId);
      continue;
    }
    const retriable = answer?.status === 503 && /^[1-9]\d*$/.test(String(answer.headers["retry-after"]));
    if (answer && !retriable) throw new Error(`${path}: ${answer.status} ${answer.body}`);
    await delay(PAUSE_MS);
  }
}
