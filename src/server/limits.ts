/** Every bound of the server in one place. Vendor quotas stand in quota/limits.ts, token bounds in identity. */
export interface ServerLimits {
  readonly connectionsMax: number;
  readonly bodyBytesMax: number;
  readonly urlLengthMax: number;
  readonly headersBytesMax: number;
  readonly headersTimeoutMs: number;
  readonly requestTimeoutMs: number;
  readonly keepAliveTimeoutMs: number;
  readonly requestsPerSocketMax: number;
  /** How long a stop waits for the requests that are under way. */
  readonly stopTimeoutMs: number;
}

export const SERVER_LIMITS: ServerLimits = {
  connectionsMax: 4_096,
  bodyBytesMax: 1024 * 1024,
  urlLengthMax: 8_192,
  headersBytesMax: 65_536,
  headersTimeoutMs: 20_000,
  requestTimeoutMs: 60_000,
  keepAliveTimeoutMs: 75_000,
  requestsPerSocketMax: 0,
  stopTimeoutMs: 10_000,
};

/** What `Retry-After` says while the store cannot answer. */
export const STORE_RETRY_SECONDS = 1;
