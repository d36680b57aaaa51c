import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import {
  limitsInForce,
  type Operation,
  type OperationLimits,
  type QuotaSetting,
  VENDOR_LIMITS,
} from "./limits.ts";

/** A call beyond the quota; `allowed` calls in `windowSeconds` were made already. */
export class QuotaExceeded extends Error {
  readonly operation: Operation;
  readonly allowed: number;
  readonly windowSeconds: number;
  readonly retryAfterSeconds: number;

  constructor(operation: Operation, window: Window, msBeforeNext: number) {
    super(`quota of ${operation} exceeded`);
    this.name = "QuotaExceeded";
    this.operation = operation;
    this.allowed = window.allowed;
    this.windowSeconds = window.seconds;
    this.retryAfterSeconds = Math.max(1, Math.ceil(msBeforeNext / 1000));
  }
}

interface Window {
  readonly allowed: number;
  readonly seconds: number;
  readonly limiter: RateLimiterMemory;
}

export interface Quota {
  /** Counts a call of a tenant's application. Throws QuotaExceeded; a refused call counts in no further window. */
  consume(operation: Operation, caller: { readonly tenantId: string; readonly appId: string }): Promise<void>;
}

/** Fixed windows a tenant and application, contract/defender.md § 9: the shortest is asked first. */
export function createQuota(setting: QuotaSetting): Quota {
  const windows = new Map<Operation, readonly Window[]>();
  for (const operation of Object.keys(VENDOR_LIMITS).filter(isOperation)) {
    windows.set(operation, windowsOf(limitsInForce(setting, operation), operation));
  }
  return {
    async consume(operation, { tenantId, appId }) {
      for (const window of windows.get(operation) ?? []) {
        await count(window, operation, `${tenantId}/${appId}`);
      }
    },
  };
}

function isOperation(name: string): name is Operation {
  return Object.hasOwn(VENDOR_LIMITS, name);
}

function windowsOf({ perMinute, perHour }: OperationLimits, operation: Operation): readonly Window[] {
  return [
    { allowed: perMinute, seconds: 60 },
    { allowed: perHour, seconds: 3600 },
  ].flatMap(({ allowed, seconds }) => {
    if (allowed === undefined) return [];
    const keyPrefix = `${operation}/${seconds}`;
    return [
      { allowed, seconds, limiter: new RateLimiterMemory({ points: allowed, duration: seconds, keyPrefix }) },
    ];
  });
}

async function count(window: Window, operation: Operation, key: string): Promise<void> {
  try {
    await window.limiter.consume(key);
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    throw new QuotaExceeded(operation, window, refusal.msBeforeNext);
  }
}
