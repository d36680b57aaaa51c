import { Command, Option } from "commander";
import type { Scope } from "../domain/scope.ts";
import type { Store } from "../store/contract.ts";
import { type CliContext, CommandFailure, configOption, dataOption, option } from "./context.ts";
import { Exit } from "./exit.ts";
import { incidentNumber } from "./incident-number.ts";
import { incidentText } from "./incident-text.ts";
import { countText } from "./progress.ts";
import { openTenant, type TenantOptions, type TenantStore, tenantOption } from "./tenant-choice.ts";
import { writeFileWhole } from "./write-file.ts";
import { writeOutput } from "./write-output.ts";

interface ExportOptions extends TenantOptions {
  readonly original?: boolean;
  readonly output?: string;
  readonly format: "defender" | "graph";
}

/** What goes out; `missing` and `written` are known when all of it was read. */
interface Export {
  readonly pieces: AsyncIterable<string | Uint8Array>;
  /** Numbers that were asked for and are not there. */
  readonly missing: readonly number[];
  written(): number;
}

const HELP = `
Writes one incident a line (NDJSON), as the Defender XDR API gives it in a list, by ascending number; with --format graph as
Microsoft Graph does with $expand=alerts.

--original writes the documents as they were imported, byte for byte. One incident is written as just those bytes. Several are
each followed by a line break; an original may have line breaks of its own, so the result is a sequence of JSON documents and
not always NDJSON. tocsin import and jq read both. Incidents that were never imported have no original.

Exit codes: 0 done; 1 an incident that was named is not there; 2 wrong usage; 3 the data folder cannot be used.

Examples:
  tocsin export -o incidents.ndjson
  tocsin export --original 5012 > incident.json
`;

export function exportCommand(context: CliContext): Command {
  return new Command("export")
    .summary("write incidents as NDJSON, or the originals that were imported")
    .description("Writes incidents in the Defender or Graph format to standard output or a file.")
    .argument("[ids...]", "the incidents' numbers (default: all of the tenant)", incidentNumbers)
    .addOption(option("--original", "the imported bytes, untouched", "TOCSIN_ORIGINAL"))
    .addOption(
      new Option("--format <dialect>", "as which API gives them")
        .env("TOCSIN_FORMAT")
        .choices(["defender", "graph"])
        .default("defender"),
    )
    .addOption(
      new Option("-o, --output <file>", "write to a file, which is replaced when all is written").env(
        "TOCSIN_OUTPUT",
      ),
    )
    .addOption(tenantOption())
    .addOption(dataOption())
    .addOption(configOption())
    .addHelpText("after", HELP)
    .action((ids: readonly number[], options: ExportOptions) => exportIncidents(context, ids, options));
}

function incidentNumbers(text: string, before: readonly number[] = []): readonly number[] {
  return [...before, incidentNumber(text)];
}

async function exportIncidents(
  context: CliContext,
  ids: readonly number[],
  options: ExportOptions,
): Promise<void> {
  const opened = await openTenant(context, options, false);
  try {
    const original = options.original === true;
    const { pieces, missing, written } = original
      ? originals(opened, ids)
      : incidents(opened, ids, options.format);
    if (options.output === undefined) await writeOutput(context.stdout, pieces);
    else await writeFileWhole(options.output, pieces);
    if (original && ids.length === 0) await tellWithoutOriginal(context, opened, written());
    refuseMissing(missing, original);
  } finally {
    await opened.store.close();
  }
}

function incidents(
  { store, scope, tenant }: TenantStore,
  ids: readonly number[],
  format: ExportOptions["format"],
): Export {
  const missing: number[] = [];
  const all = store.incidents.all(scope);
  const found = ids.length === 0 ? all : named(ids, missing, (id) => store.incidents.get(scope, id));
  return counted(found, missing, (incident) => [`${incidentText(incident, scope, tenant, format)}\n`]);
}

function originals({ store, scope }: TenantStore, ids: readonly number[]): Export {
  const missing: number[] = [];
  const found =
    ids.length === 0
      ? originalsOfAll(store, scope)
      : named(ids, missing, (id) => store.originals.newest(scope, id));
  return counted(found, missing, (original) => (ids.length === 1 ? [original] : [original, "\n"]));
}

function counted<T>(
  found: AsyncIterable<T>,
  missing: readonly number[],
  piecesOf: (one: T) => readonly (string | Uint8Array)[],
): Export {
  let written = 0;
  async function* pieces(): AsyncGenerator<string | Uint8Array> {
    for await (const one of found) {
      yield* piecesOf(one);
      written++;
    }
  }
  return { pieces: pieces(), missing, written: () => written };
}

async function* originalsOfAll(store: Store, scope: Scope): AsyncGenerator<Uint8Array> {
  for await (const { original } of store.originals.all(scope)) yield original;
}

async function* named<T>(
  ids: readonly number[],
  missing: number[],
  find: (id: number) => Promise<T | undefined>,
): AsyncGenerator<T> {
  for (const id of ids) {
    const found = await find(id);
    if (found === undefined) missing.push(id);
    else yield found;
  }
}

async function tellWithoutOriginal(
  { stderr }: CliContext,
  { store, scope }: TenantStore,
  written: number,
): Promise<void> {
  const without = (await store.incidents.count(scope)) - written;
  if (without <= 0) return;
  const what =
    without === 1 ? "incident was never imported and has" : "incidents were never imported and have";
  stderr.write(`tocsin: ${countText(without)} ${what} no original\n`);
}

function refuseMissing(missing: readonly number[], original: boolean): void {
  if (missing.length === 0) return;
  const what = original ? "no original of" : "no incident";
  throw new CommandFailure(Exit.failed, `there is ${what} ${missing.join(", ")} in this tenant`);
}
