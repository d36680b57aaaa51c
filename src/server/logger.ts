import {
  type DestinationStream,
  destination,
  type LevelWithSilent,
  type Logger,
  pino,
  stdTimeFunctions,
} from "pino";

/** Lines wait for this many bytes or this long, whichever comes first; what is still waiting is written at the end. */
const BUFFER_BYTES = 12_288;
const FLUSH_MS = 250;

/**
 * Structured logs on standard error, one JSON object a line. Lines are made of named fields that hold nothing secret: no
 * header, no query string and no body is ever handed to the logger.
 */
export function createLogger(level: LevelWithSilent, to: DestinationStream = buffered()): Logger {
  const formatters = { level: (label: string) => ({ level: label }) };
  return pino({ level, base: null, timestamp: stdTimeFunctions.epochTime, formatters }, to);
}

function buffered(): DestinationStream {
  // Synchronous, because one large write costs less than handing it to another thread.
  const stream = destination({ fd: 2, sync: true, minLength: BUFFER_BYTES, periodicFlush: FLUSH_MS });
  process.once("exit", () => stream.flushSync());
  return stream;
}
