import type { App } from "../server/app.ts";
import type { Config } from "../server/config/config.ts";
import type { Store } from "../store/contract.ts";
import { type CliContext, explain } from "./context.ts";
import { Exit } from "./exit.ts";

/** SIGTERM and SIGINT stop within a bound, a second one at once; SIGHUP reads the configuration again. */
export function onSignals(
  context: CliContext,
  app: App,
  store: Store,
  readConfiguration: () => Config,
  stopTimeoutMs: number,
  reloadMore: () => void = () => {},
): void {
  let stopping = false;
  const stop = (signal: NodeJS.Signals) => {
    if (stopping) process.exit(signal === "SIGINT" ? Exit.interrupted : Exit.failed);
    stopping = true;
    const late = setTimeout(() => {
      context.stderr.write("tocsin: some requests did not end in time and were cut off\n");
      process.exit(Exit.failed);
    }, stopTimeoutMs);
    void close(app, store).then(
      () => {
        clearTimeout(late);
        process.exit(Exit.ok);
      },
      (error: unknown) => fail(context, error),
    );
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  process.on("SIGHUP", () => {
    reloadMore();
    void reload(context, app, readConfiguration);
  });
}

async function close(app: App, store: Store): Promise<void> {
  await app.http.close();
  await store.close();
}

/** A configuration that cannot be used leaves the old one in force. */
async function reload({ stderr }: CliContext, app: App, readConfiguration: () => Config): Promise<void> {
  try {
    await app.reload(readConfiguration());
    app.http.log.info("the configuration was read again and is in force");
  } catch (error) {
    stderr.write(`tocsin: ${explain(error).message}\ntocsin: the configuration before stays in force\n`);
  }
}

function fail({ stderr }: CliContext, error: unknown): never {
  stderr.write(`tocsin: ${explain(error).message}\n`);
  process.exit(explain(error).exitCode);
}
