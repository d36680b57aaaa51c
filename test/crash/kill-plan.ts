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

/** Calls `kill` once, when the plan says so; answers are counted by `answered`. */
export function carryOut(plan: KillPlan, kill: () => void): { answered(write: Write): void } {
  let left = plan.kind === "time" ? 0 : plan.count;
  if (plan.kind === "time") setTimeout(kill, plan.ms);
  return {
    answered({ intent }) {
      const resolves = intent.kind === "incident" && intent.update.status === "resolved";
      if (plan.kind === "time" || (plan.kind === "resolved" && !resolves)) return;
      if (--left === 0) kill();
    },
  };
}

export function planText(plan: KillPlan): string {
  if (plan.kind === "time") return `after ${plan.ms} ms`;
  return plan.kind === "answer" ? `at answer ${plan.count}` : `at resolved incident ${plan.count}`;
}
