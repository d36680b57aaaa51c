import type { ApiRefusal } from "./api-refusal.ts";
import type { ClientLimits } from "./client-limits.ts";

const WAIT_SECONDS_MIN = 1;
/** Where the server names no time, the wait doubles up to this. */
const GUESSED_SECONDS_MAX = 60;

/**
 * How many seconds to wait before the request is sent again: those of `Retry-After`, else those the message names, else
 * 1, 2, 4 … (contract § 9). `undefined`: the server does not ask to wait, or it would take longer than the limits allow.
 *
 * `tries` is how often the request was sent, `waitedSeconds` how long it has waited so far.
 */
export function secondsToWait(
  refusal: ApiRefusal,
  tries: number,
  waitedSeconds: number,
  limits: ClientLimits,
): number | undefined {
  if (!asksToWait(refusal) || tries >= limits.triesMax) return undefined;
  const seconds = Math.max(
    WAIT_SECONDS_MIN,
    wholeSeconds(refusal.retryAfter) ?? secondsInMessage(refusal.message) ?? guessedSeconds(tries),
  );
  if (seconds > limits.waitSecondsMax || waitedSeconds + seconds > limits.waitSecondsTotalMax)
    return undefined;
  return seconds;
}

/** A 503 without a time is a server that is down. */
function asksToWait({ status, retryAfter }: ApiRefusal): boolean {
  return status === 429 || (status === 503 && retryAfter !== null);
}

function wholeSeconds(text: string | null | undefined): number | undefined {
  return text && /^\d+$/.test(text) ? Number(text) : undefined;
}

function secondsInMessage(message: string): number | undefined {
  return wholeSeconds(/\bin (\d+) seconds?\b/.exec(message)?.[1]);
}

function guessedSeconds(tries: number): number {
  return Math.min(2 ** (tries - 1), GUESSED_SECONDS_MAX);
}
