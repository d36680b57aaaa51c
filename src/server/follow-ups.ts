import type { FastifyBaseLogger } from "fastify";
import type { IncidentStore, Store } from "../store/contract.ts";

/** What was left by a crash, or failed, is taken up again after this long at the latest. */
const RETRY_MS = 5_000;

/**
 * Carries out what writes leave to be done after their answer (contract/defender.md § 4.3: the alerts of a resolved
 * incident are resolved shortly after). The requests are in the store, so that nothing is forgotten; here is only when.
 */
export class FollowUps {
  readonly #store: Store;
  readonly #logger: FastifyBaseLogger;
  readonly #timer: NodeJS.Timeout;
  #running: Promise<void> | undefined;
  #again = false;

  constructor(store: Store, logger: FastifyBaseLogger, retryMs = RETRY_MS) {
    this.#store = store;
    this.#logger = logger;
    this.#timer = setInterval(() => this.soon(), retryMs);
    this.#timer.unref();
  }

  /** Starts after what the event loop has at hand, the answer of the write above all. */
  soon(): void {
    if (this.#running) {
      this.#again = true;
      return;
    }
    this.#running = new Promise(setImmediate).then(() => this.#run());
  }

  /** Waits for what runs; starts nothing more. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#again = false;
    await this.#running;
  }

  async #run(): Promise<void> {
    try {
      await this.#store.followUp();
    } catch (error) {
      this.#logger.error({ err: error }, "the alerts of a resolved incident are not resolved yet");
    }
    this.#running = undefined;
    if (!this.#again) return;
    this.#again = false;
    this.soon();
  }
}

/** Incidents whose resolution is followed up right after the answer. */
export function withFollowUp(incidents: IncidentStore, followUps: FollowUps): IncidentStore {
  return {
    ...incidents,
    async update(...parameters) {
      const updated = await incidents.update(...parameters);
      if (updated?.incident.status === "resolved") followUps.soon();
      return updated;
    },
  };
}
