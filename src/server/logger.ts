import { type DestinationStream, destination, type LevelWithSilent, type Logger, pino } from "pino";

/** Structured logs on standard error, one JSON object a line; what could be secret is cut out wherever it stands. */
export function createLogger(level: LevelWithSilent, to: DestinationStream = destination(2)): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: [
          "authorization",
          "*.authorization",
          "headers.authorization",
          "token",
          "*.token",
          "*.secret",
          "secret",
        ],
        censor: "[cut]",
      },
    },
    to,
  );
}
