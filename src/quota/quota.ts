import {
  type RateLimiterAbstract,
  RateLimiterMemory,
  RateLimiterPostgres,
  RateLimiterRes,
} from "rate-limiter-flexible";
import { type SharedCounters, StoreError } from "../store/contract.ts";
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
  readonly limiter: RateLimiterAbstract;
}

export interface Quota {
  /** Counts a call of a tenant's application. Throws QuotaExceeded; a refused call counts in no further window. */
  consume(operation: Operation, caller: { readonly tenantId: string; readonly appId: string }): Promise<void>;
}

/**
 * Fixed windows a tenant and application, contract/defender.md § 9: the shortest is asked first. Nodes on one database
 * count together, so that several give a client no more than one does.
 */
export function createQuota(setting: QuotaSetting, shared?: SharedCounters): Quota {
  const windows = new Map<Operation, readonly Window[]>();
  for (const operation of Object.keys(VENDOR_LIMITS).filter(isOperation)) {
    windows.set(operation, windowsOf(limitsInForce(setting, operation), operation, shared));
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

function windowsOf(
  { perMinute, perHour }: OperationLimits,
  operation: Operation,
  shared: SharedCounters | undefined,
): readonly Window[] {
  return [
    { allowed: perMinute, seconds: 60 },
    { allowed: perHour, seconds: 3600 },
  ].flatMap(({ allowed, seconds }) => {
    if (allowed === undefined) return [];
    const options = { points: allowed, duration: seconds, keyPrefix: `${operation}/${seconds}` };
    const limiter = shared ? sharedLimiter(options, shared) : new RateLimiterMemory(options);
    return [{ allowed, seconds, limiter }];
  });
}

async function count(window: Window, operation: Operation, key: string): Promise<void> {
  try {
    await window.limiter.consume(key);
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) {
      throw new StoreError("busy", "the calls cannot be counted: the database cannot be reached", {
        cause: refusal,
      });
    }
    throw new QuotaExceeded(operation, window, refusal.msBeforeNext);
  }
}

/** Whoever is over a quota is remembered here, so that further calls cost the database nothing. */
function sharedLimiter(
  options: { readonly points: number; readonly duration: number; readonly keyPrefix: string },
  { client, table }: SharedCounters,
): RateLimiterAbstract {
  return new RateLimiterPostgres({
    ...options,
    storeClient: client,
    storeType: "pool",
    tableName: table,
    tableCreated: true,
    inMemoryBlockOnConsumed: options.points + 1,
  });
}
