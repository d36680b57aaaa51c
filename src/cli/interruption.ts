import { CommandFailure } from "./context.ts";
import { Exit } from "./exit.ts";

/**
 * Does a piece of work that Ctrl+C ends. The signal aborts what is under way; a second Ctrl+C ends the process at once.
 *
 * @throws {CommandFailure} with exit code 130 when it was interrupted
 */
export async function untilInterrupted(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const interruption = new AbortController();
  const interrupt = () => interruption.abort();
  process.once("SIGINT", interrupt);
  process.once("SIGTERM", interrupt);
  try {
    await work(interruption.signal);
  } catch (error) {
    if (!interruption.signal.aborted) throw error;
    throw new CommandFailure(Exit.interrupted, "interrupted");
  } finally {
    process.off("SIGINT", interrupt);
    process.off("SIGTERM", interrupt);
  }
}
