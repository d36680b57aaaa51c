import { ask } from "../fixtures/ask.ts";
import { chanceOf } from "./chance.ts";
import { nextIntent, requestOf } from "./intents.ts";
import type { Ledger, Write } from "./ledger.ts";

/** A client that writes, one request after the other, and what it remembers from one to the next. */
export interface Writer {
  readonly name: string;
  readonly tenantId: string;
  /** Incidents that it reported itself and nobody else touches. */
  readonly reported: number[];
  /** Large incidents of the tenant that nobody has resolved yet. */
  readonly large: number[];
  reports: number;
}

export interface Load {
  readonly origin: string;
  readonly tokens: ReadonlyMap<string, string>;
  readonly writers: readonly Writer[];
  readonly ledger: Ledger;
  /** Is told of each write that was answered, before anything else happens. */
  readonly onAnswer: (write: Write) => void;
  /** Whether the server was killed, so that no answer is to be expected. */
  readonly isOver: () => boolean;
}

/** Writes with all writers at once until the server is killed. Throws for what no crash explains. */
export async function load(options: Load): Promise<void> {
  await Promise.all(options.writers.map((writer) => writeOn(writer, options)));
}

async function writeOn(writer: Writer, { origin, tokens, ledger, onAnswer, isOver }: Load): Promise<void> {
  const chance = chanceOf(writer.name);
  const token = tokens.get(writer.tenantId);
  for (let number = 1; !isOver(); number++) {
    const marker = `${writer.name}, write ${number}`;
    const intent = nextIntent(chance, marker, writer);
    const { method, path, body } = requestOf(intent);
    const write = ledger.sent(writer.tenantId, marker, intent);
    const headers = { "Content-Type": "application/json" };
    const asked = ask(origin, path, { method, token, headers, body: JSON.stringify(body) });
    const answer = await asked.catch((error: unknown) => {
      if (isOver()) return undefined;
      throw error;
    });
    if (!answer) return;
    write.outcome = answer.status === 200 ? "acknowledged" : "refused";
    if (answer.status !== 200 && answer.status !== 503) throw new Error(`${path}: ${answer.body}`);
    if (intent.kind === "report" && intent.title === marker && answer.status === 200)
      writer.reported.push(JSON.parse(answer.body).incidentId);
    onAnswer(write);
  }
}
