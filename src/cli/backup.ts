import { Command } from "commander";
import { backupDatabase, backupFolder } from "../store/backup/backup.ts";
import { type CliContext, dataOption, option } from "./context.ts";
import { isDatabaseUrl, requireFolder, requireUsableData } from "./open-store.ts";
import { bytesText } from "./progress.ts";
import { refuseBroken, resumable } from "./resumable.ts";
import { StoreProgress } from "./store-progress.ts";
import { terminalText } from "./terminal-text.ts";

interface BackupOptions {
  readonly data: string;
  readonly to: string;
}

const HELP = `
Backs up everything as it is in one moment, while servers go on reading and writing. The backup is a folder with the database
in one file (tocsin.db) and what tells that it is whole (backup.json). It is read again and compared before it gets its name:
until then it is called <folder>.partial, and a backup that was killed is begun again by the same command. A folder that is
there is never written over.

Nothing else of the data folder is in it: not the signing key of a stand-in, not the configuration.

Exit codes: 0 done; 1 backed up, but the history had been altered before; 2 wrong usage; 3 the data or the new folder cannot
be used; 130 interrupted.

Examples:
  tocsin backup --data /var/lib/tocsin --to /backup/tocsin-$(date +%F)
  TOCSIN_DATA=postgres://tocsin@db.example/tocsin tocsin backup --to ./before-the-move
`;

/** `tocsin backup`: a consistent backup of data that are in use. */
export function backupCommand(context: CliContext): Command {
  return new Command("backup")
    .summary("back up a data folder or database that is in use")
    .description("Backs up the data into a new folder, while servers use them.")
    .addOption(dataOption())
    .addOption(option("--to <folder>", "the new folder for the backup", "TOCSIN_TO").makeOptionMandatory())
    .addHelpText("after", HELP)
    .action((options: BackupOptions) =>
      resumable((signal) => backup(context, options, signal), "run the same command again"),
    );
}

async function backup(context: CliContext, { data, to }: BackupOptions, signal: AbortSignal): Promise<void> {
  requireUsableData(data);
  requireFolder(to, "--to");
  const { clock, version } = context;
  const progress = new StoreProgress(context.stderr);
  try {
    const { manifest, broken } = isDatabaseUrl(data)
      ? await backupDatabase(
          data,
          { to, version, clock },
          { signal, onProgress: (rows) => progress.rows(rows) },
        )
      : await backupFolder(
          data,
          { to, version, clock },
          { signal, onProgress: (pages) => progress.pages(pages) },
        );
    progress.done();
    context.stdout.write(
      `${terminalText(to)}: ${bytesText(manifest.bytes)}, read again and equal to the data.\n`,
    );
    refuseBroken(broken);
  } finally {
    progress.done();
  }
}
