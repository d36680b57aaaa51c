import { Command } from "commander";
import type { DocumentFormat } from "../intake/document-format.ts";
import { type ImportReport, importDocuments, type Rejection } from "../intake/import-documents.ts";
import { isDefenderIncident, readDefenderIncident } from "../wire/defender/reader.ts";
import { isGraphIncident, readGraphIncident } from "../wire/graph/reader.ts";
import { type CliContext, CommandFailure, configOption, dataOption, option } from "./context.ts";
import { Exit } from "./exit.ts";
import { importSources } from "./import-sources.ts";
import { bytesText, countText, ProgressLine } from "./progress.ts";
import { openTenant, type TenantOptions, tenantOption } from "./tenant-choice.ts";
import { terminalText } from "./terminal-text.ts";

interface ImportOptions extends TenantOptions {
  readonly quiet?: boolean;
}

/** The formats that incidents can be imported from; the first that recognises a document reads it. */
const FORMATS: readonly DocumentFormat[] = [
  { name: "Defender", recognises: isDefenderIncident, read: readDefenderIncident },
  { name: "Graph", recognises: isGraphIncident, read: readGraphIncident },
];

const HELP = `
Reads incidents as the Defender XDR API gives them, or Microsoft Graph with $expand=alerts, also mixed: one, a list page, an
array of them, or any of these one a line or one after the other. What a file holds is seen from its content. Files may be
larger than the memory.

A document that cannot be read is reported with file, line and column on standard error, and the rest goes on. Importing the
same files again changes nothing, so an import that was interrupted can simply be run again. A server may run meanwhile.

Exit codes: 0 everything is in; 1 some documents were rejected; 2 wrong usage; 3 the data folder cannot be used;
130 interrupted: what the report counts is in, whole.

Examples:
  tocsin import --tenant 7b2f0c4e-58a1-4d0e-9c37-2f6d1a90be11 incidents-*.json
  curl -sH "Authorization: Bearer $TOKEN" https://api.security.microsoft.com/api/incidents | tocsin import -
`;

export function importCommand(context: CliContext): Command {
  return new Command("import")
    .summary("import incidents from files or standard input")
    .description(
      "Imports incidents in the Defender or Graph format, JSON or NDJSON, from files or standard input.",
    )
    .argument("<files...>", "files, or - for standard input")
    .addOption(tenantOption())
    .addOption(dataOption())
    .addOption(configOption())
    .addOption(option("--quiet", "print problems only: no progress, no report", "TOCSIN_QUIET"))
    .addHelpText("after", HELP)
    .action((files: readonly string[], options: ImportOptions) => importFiles(context, files, options));
}

async function importFiles(
  context: CliContext,
  files: readonly string[],
  options: ImportOptions,
): Promise<void> {
  const interruption = new AbortController();
  const interrupt = () => interruption.abort();
  process.once("SIGINT", interrupt);
  process.once("SIGTERM", interrupt);
  try {
    await runImport(context, files, options, interruption.signal);
  } finally {
    process.off("SIGINT", interrupt);
    process.off("SIGTERM", interrupt);
    // A pipe that is still open would keep the process alive.
    context.stdin.destroy();
  }
}

/**
 * `tocsin import` without the handling of signals.
 *
 * @throws {CommandFailure} when not everything is in, after the report
 */
export async function runImport(
  context: CliContext,
  files: readonly string[],
  options: ImportOptions,
  signal: AbortSignal,
): Promise<void> {
  const { sources, bytesTotal } = importSources(files, context.stdin);
  const { store, scope } = await openTenant(context, options, true);
  const progress = new ProgressLine(context.stderr, bytesTotal, () => performance.now());
  try {
    const report = await importDocuments({
      store: store.incidents,
      scope,
      formats: FORMATS,
      sources,
      signal,
      onRejected: (rejection) => progress.print(rejectionText(rejection)),
      onProgress: ({ bytes, read }) => {
        if (options.quiet !== true) progress.update({ bytes, documents: read });
      },
    });
    progress.done();
    if (options.quiet !== true) context.stdout.write(`${reportText(report, scope.tenantId)}\n`);
    refuseIncomplete(report);
  } finally {
    progress.done();
    await store.close();
  }
}

/** `file:line:column: message`, as compilers write it and editors jump to it. */
export function rejectionText({ source, line, column, message }: Rejection): string {
  const name = source === "-" ? "standard input" : source;
  const place = line === undefined || column === undefined ? "" : `:${line}:${column}`;
  return `${terminalText(name)}${place}: ${terminalText(message)}`;
}

function reportText(report: ImportReport, tenantId: string): string {
  const counts = [
    [report.created, "created"],
    [report.updated, "updated"],
    [report.unchanged, "unchanged"],
    [report.older, "older than what is stored"],
    [report.rejected, "rejected"],
  ] as const;
  const parts = counts
    .filter(([count], index) => count > 0 || index === 0)
    .map(([count, what]) => `${countText(count)} ${what}`);
  const read = `${countText(report.read)} ${report.read === 1 ? "document" : "documents"}`;
  return `Tenant ${tenantId}: ${read} (${bytesText(report.bytes)}): ${parts.join(", ")}.`;
}

function refuseIncomplete(report: ImportReport): void {
  if (report.ended === "interrupted") {
    throw new CommandFailure(
      Exit.interrupted,
      "interrupted; what was created or updated is in, whole. Import the same files again to go on",
    );
  }
  if (report.failure) {
    throw new CommandFailure(
      Exit.data,
      `${report.failure.message}. What was created or updated before is in, whole; import the same files again to go on`,
    );
  }
  if (report.rejected === 0) return;
  throw new CommandFailure(
    Exit.failed,
    `${countText(report.rejected)} ${report.rejected === 1 ? "problem was" : "problems were"} found, see above; everything else is in`,
  );
}
