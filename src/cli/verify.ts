import { Command } from "commander";
import type { Finding } from "../store/verify/finding.ts";
import { verifyStore } from "../store/verify/verify-store.ts";
import { RENDERERS } from "../wire/renderers.ts";
import { type CliContext, dataOption } from "./context.ts";
import { findingText, refuseProblems } from "./findings.ts";
import { requireUsableData } from "./open-store.ts";
import { openSnapshot } from "./store-ends.ts";
import { StoreProgress } from "./store-progress.ts";

interface VerifyOptions {
  readonly data: string;
}

const HELP = `
Reads everything, as it is in one moment, and writes nothing; servers may go on. Prints a line for each check and tenant, and
for each problem what to do:

  database      what the database itself says of its files
  change chain  no change of the history was altered, removed or put in
  relations     every row belongs to something that is there
  redirects     merged incidents lead on
  devices       each device is in the group that the rules in force put it in
  documents     the columns that lists are filtered by are those of the documents
  texts         the ready text of each incident and alert is what its document renders to
  exposure      each alert is kept with the devices that its evidence names
  visibility    who may see what is kept as it follows from all of these
  originals     each imported document inflates and fits its hash

Exit codes: 0 all is well; 1 something is wrong; 2 wrong usage; 3 the data cannot be used.

Examples:
  tocsin verify --data /var/lib/tocsin
  tocsin verify --data /backup/tocsin-2026-11-20
`;

/** `tocsin verify`: checks that nothing in a store was lost, altered or left behind. */
export function verifyCommand(context: CliContext): Command {
  return new Command("verify")
    .summary("check everything that the data hold")
    .description(
      "Checks the whole store: history, relations, stored texts and what follows from the documents.",
    )
    .addOption(dataOption())
    .addHelpText("after", HELP)
    .action((options: VerifyOptions) => verify(context, options));
}

async function verify({ stdout, stderr }: CliContext, { data }: VerifyOptions): Promise<void> {
  requireUsableData(data);
  const store = await openSnapshot(data);
  const progress = new StoreProgress(stderr);
  const findings: Finding[] = [];
  let [rows, bytes] = [0, 0];
  const onPiece = (piece: { readonly rows: number; readonly bytes: number }) => {
    rows += piece.rows;
    bytes += piece.bytes;
    progress.rows({ phase: "comparing", rows, bytes });
  };
  try {
    for await (const finding of verifyStore(store, RENDERERS, { onPiece })) {
      progress.done();
      stdout.write(`${findingText(finding)}\n`);
      findings.push(finding);
    }
  } finally {
    progress.done();
    await store.close();
  }
  refuseProblems(findings);
}
