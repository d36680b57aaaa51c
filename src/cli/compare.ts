import { Command } from "commander";
import type { Json } from "../domain/json.ts";
import { type ComparedField, type ComparedPart, compareIncident } from "../wire/compare.ts";
import { type CliContext, CommandFailure, configOption, dataOption, type Output, option } from "./context.ts";
import { cutToWidth, displayWidth } from "./display-width.ts";
import { Exit } from "./exit.ts";
import { incidentNumber } from "./incident-number.ts";
import { incidentText } from "./incident-text.ts";
import { openTenant, type TenantOptions, tenantOption } from "./tenant-choice.ts";
import { terminalColumns } from "./terminal-columns.ts";
import { terminalText } from "./terminal-text.ts";

interface CompareOptions extends TenantOptions {
  readonly json?: boolean;
}

const HELP = `
Prints one incident as the Defender API answers it, and beside it as Microsoft Graph does, field by field: for whoever moves a
client from one to the other. The sign between them:
  =  the same value      ~  the same, spelled otherwise      <  Defender alone      >  Graph alone

Graph's side is GET /v1.0/security/incidents/{id}?$expand=alerts with Prefer: include-unknown-enum-members.

Example:
  tocsin compare 5012
`;

/** `tocsin compare`: the two dialects side by side. */
export function compareCommand(context: CliContext): Command {
  return new Command("compare")
    .summary("print an incident as both APIs answer it, side by side")
    .description("Prints an incident as the Defender API and as Microsoft Graph answer it, field by field.")
    .argument("<id>", "the incident's number", incidentNumber)
    .addOption(option("--json", "print the comparison as JSON", "TOCSIN_JSON"))
    .addOption(tenantOption())
    .addOption(dataOption())
    .addOption(configOption())
    .addHelpText("after", HELP)
    .action((id: number, options: CompareOptions) => compare(context, id, options));
}

async function compare(context: CliContext, id: number, options: CompareOptions): Promise<void> {
  const { store, scope, tenant } = await openTenant(context, options, false);
  try {
    const incident = await store.incidents.get(scope, id);
    if (!incident) throw new CommandFailure(Exit.failed, `there is no incident ${id} in this tenant`);
    const parts = compareIncident(
      JSON.parse(incidentText(incident, scope, tenant, "defender")),
      JSON.parse(incidentText(incident, scope, tenant, "graph")),
    );
    const text =
      options.json === true
        ? `${JSON.stringify(parts, undefined, 2)}\n`
        : partsText(parts, columnsOf(context.stdout));
    context.stdout.write(text);
  } finally {
    await store.close();
  }
}

const SIGNS: Readonly<Record<ComparedField["relation"], string>> = {
  same: "=",
  spelled: "~",
  differs: "!",
  defender: "<",
  graph: ">",
};
const COLUMN_MIN = 36;

/** A file or another program gets what a wide terminal would. */
function columnsOf(output: Output): number {
  return "columns" in output ? terminalColumns(output) : WIDE;
}
const WIDE = 200;

function partsText(parts: readonly ComparedPart[], columns: number): string {
  const width = Math.max(COLUMN_MIN, Math.floor((columns - 3) / 2));
  const head = `${"Defender".padEnd(width)}   Microsoft Graph\n`;
  return head + parts.map((part) => partText(part, width)).join("");
}

function partText({ title, fields }: ComparedPart, width: number): string {
  const lines = fields.map(({ defender, graph, relation }) => {
    const left = cell(defender, width);
    return `${left}${" ".repeat(width - displayWidth(left))} ${SIGNS[relation]} ${cell(graph, width)}`.trimEnd();
  });
  return `\n${terminalText(title)}\n${lines.join("\n")}\n`;
}

/** `name  value`, cut to the column; the value is JSON, so that a text and a number are told apart. */
function cell(
  field: { readonly name: string; readonly value: Json | undefined } | undefined,
  width: number,
): string {
  if (field === undefined) return "";
  const value = field.value === undefined ? "(not there)" : JSON.stringify(field.value);
  return cutToWidth(terminalText(`${field.name}  ${value}`), width);
}
