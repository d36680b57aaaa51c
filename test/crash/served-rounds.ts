import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { systemClock } from "../../src/cli/context.ts";
import { openSqliteStore } from "../../src/store/sqlite/store.ts";
import { RENDERERS } from "../../src/wire/renderers.ts";
import { ask } from "../fixtures/ask.ts";
import { operatorOf } from "../fixtures/scopes.ts";
import { type Chance, chanceOf } from "./chance.ts";
import { followUpsLeft, problemsAfterCrash } from "./check.ts";
import { ImportBeside } from "./import-beside.ts";
import { carryOut, killPlan, planText } from "./kill-plan.ts";
import { Ledger } from "./ledger.ts";
import { load, type Writer } from "./load.ts";
import type { Round } from "./round.ts";
import { listening, type RunningServer, runServer } from "./running.ts";
import { APP, CRASH_TENANTS, configText, firstIncidents, LARGE_INCIDENTS } from "./tenants.ts";

const WRITERS = 12;
const START_KILLED_WITHIN_MS = 900;
const LATE_MS = 60_000;

/** How often what happens besides. */
const IMPORT_BESIDE = 0.15;
const RELOADED = 0.4;
const REGROUPED = 0.3;
const START_KILLED = 0.25;

/** One data folder, whose server is loaded, killed, started again and checked, round after round. */
export class ServedRounds {
  readonly ledger = new Ledger();
  readonly #root: string;
  readonly #seed: string;
  readonly #large = new Map(CRASH_TENANTS.map((tenantId) => [tenantId, [...LARGE_INCIDENTS]]));
  #server: RunningServer | undefined;
  #rounds = 0;

  /** `root` is an empty folder of its own. */
  constructor(root: string, seed: string) {
    this.#root = root;
    this.#seed = seed;
  }

  get #folder(): string {
    return join(this.#root, "data");
  }

  get #config(): string {
    return join(this.#root, "config.yaml");
  }

  /** 1. load  2. kill  3. start again  4. check */
  async round(): Promise<Round> {
    const name = `${this.#seed}, round ${++this.#rounds}`;
    const chance = chanceOf(name);
    this.#server ??= await this.#firstStart();
    const killed = this.#server;
    const beside = chance.happens(IMPORT_BESIDE) ? this.#importBeside() : undefined;
    const told = await this.#loadAndKill(killed, name, chance);
    await beside?.kill();
    this.#server = undefined;
    const left = this.#followUpsLeftByCrash();
    const again = await this.#startAgain(chance);
    const server = await listening(again.server);
    this.#server = server;
    const problems = await problemsAfterCrash({
      folder: this.#folder,
      scratch: this.#root,
      origin: server.origin,
      tokens: await tokensOf(server.origin),
      ledger: this.ledger,
    });
    // Beside an import, a server may have waited for the database in vain, and says so.
    const errors = `${beside ? "" : killed.stderr()}${server.stderr()}`;
    const said = errors === "" ? [] : [`the server says: ${errors}`];
    const besides = beside ? ", an import beside it" : "";
    const open = left === 0 ? "" : `, ${left} follow-ups left open`;
    return {
      told: `${told}${besides}${again.told}${open}; so far ${this.ledger.summary()}`,
      problems: [...problems, ...said, ...((await beside?.problems()) ?? [])],
    };
  }

  /** Lets the server stop as it should. */
  async stop(): Promise<readonly string[]> {
    const server = this.#server;
    this.#server = undefined;
    server?.child.kill("SIGTERM");
    const code = await server?.ended;
    return code === undefined || code === 0 ? [] : [`the server stopped with ${code}`];
  }

  /** Ends the server, whatever it does. */
  async abandon(): Promise<void> {
    await this.#server?.kill();
  }

  #importBeside(): ImportBeside {
    return new ImportBeside(this.#folder, this.#root, this.#rounds);
  }

  async #firstStart(): Promise<RunningServer> {
    mkdirSync(this.#folder);
    writeFileSync(this.#config, configText("first"));
    const clock = systemClock;
    const store = openSqliteStore({
      folder: this.#folder,
      renderers: RENDERERS,
      clock,
      role: "tool",
    });
    const writes = firstIncidents().map((incident) => ({ incident }));
    for (const tenantId of CRASH_TENANTS) await store.incidents.put(operatorOf(tenantId), writes);
    await store.close();
    return listening(runServer(this.#folder, this.#config));
  }

  async #loadAndKill(server: RunningServer, name: string, chance: Chance): Promise<string> {
    const tokens = await tokensOf(server.origin);
    const plan = killPlan(chance);
    let over = false;
    const kill = () => {
      over = true;
      server.child.kill("SIGKILL");
    };
    const killing = carryOut(plan, kill);
    const late = setTimeout(kill, LATE_MS);
    const reloadAt = chance.happens(RELOADED) ? chance.whole(1, 100) : 0;
    let answers = 0;
    try {
      await load({
        origin: server.origin,
        tokens,
        writers: this.#writers(name),
        ledger: this.ledger,
        isOver: () => over,
        onAnswer: (write) => {
          if (++answers === reloadAt) this.#reload(server, chance);
          killing.answered(write);
        },
      });
    } finally {
      clearTimeout(late);
      await server.kill();
    }
    if (killing.isOpen()) throw new Error(`the server is too slow to be killed ${planText(plan)}`);
    const reloaded = reloadAt > 0 && answers >= reloadAt ? ", reloaded" : "";
    return `server killed ${planText(plan)}${reloaded}`;
  }

  #reload(server: RunningServer, chance: Chance): void {
    writeFileSync(this.#config, configText(chance.pick(["first", "second"])));
    server.child.kill("SIGHUP");
  }

  #writers(name: string): readonly Writer[] {
    return Array.from({ length: WRITERS }, (_, at) => {
      const tenantId = CRASH_TENANTS[at % 3 === 0 ? 1 : 0];
      const large = this.#large.get(tenantId) ?? [];
      return { name: `${name}, writer ${at + 1}`, tenantId, reported: [], large, reports: 0 };
    });
  }

  /** Counted on a copy, because the server is to be the first to open what the crash left. */
  #followUpsLeftByCrash(): number {
    const copy = join(this.#root, "left");
    mkdirSync(copy);
    cpSync(this.#folder, copy, { recursive: true, filter: (name) => !name.endsWith("-shm") });
    const left = followUpsLeft(copy);
    rmSync(copy, { recursive: true });
    return left;
  }

  /** Now and then with other rules for devices, and now and then killed while it starts. */
  async #startAgain(chance: Chance) {
    if (chance.happens(REGROUPED)) writeFileSync(this.#config, configText(chance.pick(["first", "second"])));
    let told = "";
    if (chance.happens(START_KILLED)) {
      const ms = Math.round(chance.between(50, START_KILLED_WITHIN_MS));
      const starting = runServer(this.#folder, this.#config);
      await delay(ms);
      await starting.kill();
      told = `, and ${ms} ms after the next start`;
    }
    return { server: runServer(this.#folder, this.#config), told };
  }
}

/** A token for each tenant, from the stand-in's issuer. */
async function tokensOf(origin: string): Promise<ReadonlyMap<string, string>> {
  const form = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: APP.appId,
    client_secret: APP.secret,
    scope: "https://api.security.microsoft.com/.default",
  });
  const tokens = CRASH_TENANTS.map(async (tenantId) => {
    const { status, body } = await ask(origin, `/${tenantId}/oauth2/v2.0/token`, {
      method: "POST",
      headers: { "Content-Type": "application/x-www-form-urlencoded" },
      body: String(form),
    });
    if (status !== 200) throw new Error(`no token: ${body}`);
    return [tenantId, String(JSON.parse(body).access_token)] as const;
  });
  return new Map(await Promise.all(tokens));
}
