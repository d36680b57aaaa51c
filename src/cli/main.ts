import { Command, CommanderError } from "commander";
import packageJson from "../../package.json" with { type: "json" };
import { appCommand } from "./app.ts";
import { backupCommand } from "./backup.ts";
import { certCommand } from "./cert.ts";
import { compareCommand } from "./compare.ts";
import { type CliContext, explain, systemClock } from "./context.ts";
import { copyCommand } from "./copy.ts";
import { doctorCommand } from "./doctor.ts";
import { Exit } from "./exit.ts";
import { exportCommand } from "./export.ts";
import { getCommand } from "./get.ts";
import { importCommand } from "./import.ts";
import { listCommand } from "./list.ts";
import { redirectCommand } from "./redirect.ts";
import { restoreCommand } from "./restore.ts";
import { serveCommand } from "./serve.ts";
import { tokenCommand } from "./token.ts";
import { trustCommand } from "./trust.ts";
import { userCommand } from "./user.ts";
import { verifyCommand } from "./verify.ts";

const HELP = `
Every option can be set as an environment variable; --help of a command names them.

Exit codes: 0 done; 1 ran, but not all of it worked; 2 wrong usage or configuration; 3 the data folder cannot be used;
4 no answer from the network, or the port is taken; 130 interrupted.
`;

const context: CliContext = {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  version: packageJson.version,
  clock: systemClock,
};

const program = new Command("tocsin")
  .description("A self-hosted security-incident server that speaks the Microsoft Defender XDR incidents API.")
  .version(context.version, "-V, --version", "print the version")
  .addHelpText("after", HELP)
  .showHelpAfterError("(--help tells more)");

const commands = [
  serveCommand,
  tokenCommand,
  appCommand,
  userCommand,
  certCommand,
  trustCommand,
  redirectCommand,
  importCommand,
  exportCommand,
  compareCommand,
  getCommand,
  listCommand,
  doctorCommand,
  verifyCommand,
  backupCommand,
  restoreCommand,
  copyCommand,
];
for (const make of commands) program.addCommand(strict(make(context)));
strict(program);

/** Commander would end the process itself, with 1 for wrong usage. */
function strict(command: Command): Command {
  command.commands.forEach(strict);
  return command.exitOverride().showHelpAfterError("(--help tells more)");
}

// A reader that has seen enough (`tocsin export | head`) closes the pipe: that is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) =>
  process.exit(error.code === "EPIPE" ? Exit.ok : Exit.failed),
);

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? Exit.ok : Exit.usage;
  else {
    const { exitCode, message } = explain(error);
    context.stderr.write(`tocsin: ${message}\n`);
    process.exitCode = exitCode;
  }
}
