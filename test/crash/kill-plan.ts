import type { Chance } from "./chance.ts";
import type { Write } from "./ledger.ts";

/** When a server under load is killed. */
export type KillPlan =
  | { readonly kind: "time"; readonly ms: number }
  /** At the very moment of the n-th answer. */
  | { readonly kind: "answer"; readonly count: number }
  /** At that of the n-th resolved incident, whose alerts are still to be resolved. */
  | { readonly kind: "resolved"; readonly count: number };

export function killPlan(chance: Chance): KillPlan {
  const kind = chance.pick(["time", "answer", "resolved"] as const);
  if (kind === "time") return { kind, ms: Math.round(chance.between(20, 900)) };
  return { kind, count: kind === "answer" ? chance.whole(1, 300) : chance.whole(1, 12) };
}

/** A plan that is being carried out. */
export interface Killing {
  /** Counts an answer. */
  answered(write: Write): void;
  /** Whether the moment has not come yet. */
  isOpen(): boolean;
}

/** Calls `kill` once, when the plan says so. */
export function carryOut(plan: KillPlan, kill: () => void): Killing {
  let isOpen = true;
  const now = () => {
    isOpen = false;
    kill();
  };
  let left = plan.kind === "time" ? 0 : plan.count;
  if (plan.kind === "time") setTimeout(now, plan.ms).unref();
  return {
    answered({ intent }) {
      const resolves = intent.kind === "incident" && intent.update.status === "resolved";
      if (plan.kind === "time" || (plan.kind === "resolved" && !resolves)) return;
      if (--left === 0) now();
    },
    isOpen: () => isOpen,
  };
}

export function planText(plan: KillPlan): string {
  if (plan.kind === "time") return `after ${plan.ms} ms`;
  return plan.kind === "answer" ? `at answer ${plan.count}` : `at resolved incident ${plan.count}`;
}
