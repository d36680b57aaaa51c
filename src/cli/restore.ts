import { Command } from "commander";
import { restoreDatabase, restoreFolder } from "../store/backup/restore.ts";
import { type CliContext, dataOption, option } from "./context.ts";
import { isDatabaseUrl, requireFolder, requireUsableData } from "./open-store.ts";
import { refuseBroken, resumable } from "./resumable.ts";
import { StoreProgress } from "./store-progress.ts";
import { terminalText } from "./terminal-text.ts";

interface RestoreOptions {
  readonly from: string;
  readonly data: string;
}

const HELP = `
Puts a backup into a folder or a PostgreSQL database that holds no data, and checks what it has put there. A target that has
data is refused and left alone, and so is a backup that was altered since it was made. A restore that was interrupted is
finished by the same command.

A backup of an older Tocsin is brought up to date when a server opens the folder; into a database it goes by way of a folder
and tocsin copy.

Exit codes: 0 done; 1 restored, but the history had been altered before the backup; 2 wrong usage; 3 the backup or the target
cannot be used; 130 interrupted.

Examples:
  tocsin restore --from /backup/tocsin-2026-11-20 --data /var/lib/tocsin
  tocsin restore --from /backup/tocsin-2026-11-20 --data postgres://tocsin@db.example/tocsin
`;

/** `tocsin restore`: a backup becomes data again. */
export function restoreCommand(context: CliContext): Command {
  return new Command("restore")
    .summary("put a backup into an empty folder or database")
    .description("Restores a backup that tocsin backup made.")
    .addOption(option("--from <folder>", "the backup", "TOCSIN_FROM").makeOptionMandatory())
    .addOption(dataOption())
    .addHelpText("after", HELP)
    .action((options: RestoreOptions) =>
      resumable((signal) => restore(context, options, signal), "run the same command again"),
    );
}

async function restore(
  context: CliContext,
  { from, data }: RestoreOptions,
  signal: AbortSignal,
): Promise<void> {
  requireFolder(from, "--from");
  requireUsableData(data);
  const progress = new StoreProgress(context.stderr);
  try {
    const { manifest, broken } = isDatabaseUrl(data)
      ? await restoreDatabase(from, data, context.clock, {
          signal,
          onProgress: (rows) => progress.rows(rows),
        })
      : await restoreFolder(from, data, signal);
    progress.done();
    const [moment = ""] = manifest.at.split(".");
    context.stdout.write(
      `${terminalText(from)} is restored and checked: the data as they were at ${terminalText(moment)}Z.\n`,
    );
    refuseBroken(broken);
  } finally {
    progress.done();
  }
}
