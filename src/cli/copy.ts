import { Command } from "commander";
import { type CopyReport, copyStore } from "../store/copy/copy-store.ts";
import { lineageOf } from "../store/copy/unfinished.ts";
import { type CliContext, option } from "./context.ts";
import { requireUsableData } from "./open-store.ts";
import { countText } from "./progress.ts";
import { refuseBroken, resumable } from "./resumable.ts";
import { openSnapshot, openTarget } from "./store-ends.ts";
import { StoreProgress } from "./store-progress.ts";

interface CopyOptions {
  readonly from: string;
  readonly to: string;
}

const HELP = `
Copies everything that a store holds, with its whole history, between folders and PostgreSQL databases in any combination. The
source is only read, all of it as it is in one moment: servers may go on reading and writing, and what they write from then
on is not in the copy. In the end the copy is read again and compared, table by table and tenant by tenant.

A copy that was interrupted is finished by the same command; until then no server opens it. A target that holds anything else
is refused and left alone.

A database's password does not belong on the command line: set TOCSIN_FROM or TOCSIN_TO, PGPASSWORD, or a .pgpass file.

Exit codes: 0 copied and equal; 1 the copy differs, or the history had been altered before; 2 wrong usage; 3 the source or
the target cannot be used; 130 interrupted.

Examples:
  tocsin copy --from /var/lib/tocsin --to postgres://tocsin@db.example/tocsin
  tocsin copy --from postgres://tocsin@db.example/tocsin --to ./copy
`;

/** `tocsin copy`: moves a whole store from one database to another. */
export function copyCommand(context: CliContext): Command {
  return new Command("copy")
    .summary("copy a whole store between a folder and PostgreSQL")
    .description("Copies a whole store to an empty folder or database, while servers use the source.")
    .addOption(
      option(
        "--from <folder or URL>",
        "the data folder or postgres:// URL to read",
        "TOCSIN_FROM",
      ).makeOptionMandatory(),
    )
    .addOption(
      option(
        "--to <folder or URL>",
        "the empty folder or database to fill",
        "TOCSIN_TO",
      ).makeOptionMandatory(),
    )
    .addHelpText("after", HELP)
    .action((options: CopyOptions) =>
      resumable((signal) => copy(context, options, signal), "run the same command again to go on"),
    );
}

async function copy(context: CliContext, { from, to }: CopyOptions, signal: AbortSignal): Promise<void> {
  requireUsableData(from, "--from");
  requireUsableData(to, "--to");
  const source = await openSnapshot(from);
  const progress = new StoreProgress(context.stderr);
  try {
    const target = await openTarget(context, to, await source.read(lineageOf()));
    try {
      const report = await copyStore({ source, target, signal, onProgress: (rows) => progress.rows(rows) });
      progress.done();
      context.stdout.write(`${reportText(report)}\n`);
      refuseBroken(report.broken);
    } finally {
      await target.close();
    }
  } finally {
    progress.done();
    await source.close();
  }
}

function reportText({ copied }: CopyReport): string {
  const tables = Map.groupBy(copied, ({ table }) => table);
  const lines = [...tables].map(
    ([table, tenants]) =>
      `${table.padEnd(20)} ${rowsText(tenants)} of ${tenants.length} ${tenants.length === 1 ? "tenant" : "tenants"}`,
  );
  return [...lines, `${rowsText(copied).trimStart()} are copied, and equal to the source.`].join("\n");
}

function rowsText(copied: CopyReport["copied"]): string {
  const rows = copied.reduce((sum, each) => sum + each.rows, 0);
  return `${countText(rows).padStart(12)} ${rows === 1 ? "row" : "rows"}`;
}
