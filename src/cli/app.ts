import { randomUUID } from "node:crypto";
import { dirname, relative, resolve } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { isMap, isSeq, type YAMLMap } from "yaml";
import type { StandInApp } from "../identity/issuer/directory.ts";
import { type CliContext, CommandFailure } from "./context.ts";
import {
  addEntry,
  type EditedTenant,
  type EditOptions,
  editConfig,
  editedConfigOption,
  editedTenantOption,
  entryWith,
  listIn,
  readEdited,
  removeEntry,
} from "./edit-config.ts";
import { Exit } from "./exit.ts";
import { type NewSecret, newSecret } from "./new-secret.ts";
import { tableText } from "./table.ts";
import { terminalText } from "./terminal-text.ts";

interface AddOptions extends EditOptions {
  readonly name: string;
  readonly permission: readonly string[];
  readonly delegated: readonly string[];
  readonly redirectUri: readonly string[];
  readonly certificate: readonly string[];
  readonly public?: boolean;
  readonly multiTenant?: boolean;
  readonly expires?: string;
}

interface RotateOptions extends EditOptions {
  readonly expires?: string;
  readonly keepUntil?: string;
}

const HELP = `
The file keeps the hash of a secret alone: it is shown once, when it is made. A running server reads the file again on SIGHUP.

Examples:
  tocsin app add --config tocsin.yaml --name "SIEM connector" --permission Incident.Read.All
  tocsin app add --config tocsin.yaml --name "Desk tool" --public --delegated Incident.Read --redirect-uri http://localhost
  tocsin app rotate --config tocsin.yaml 11f0a7c2-0001-4d5a-8e10-7b2f0c4e0a01 --keep-until 2027-01-31
`;

/** `tocsin app`: the applications that a stand-in gives tokens to, in the configuration file. */
export function appCommand(context: CliContext): Command {
  return new Command("app")
    .summary("list, add and change the applications of the configuration")
    .description("Edits the applications of the configuration file, to which a stand-in gives tokens.")
    .addHelpText("after", HELP)
    .addCommand(listApps(context))
    .addCommand(addApp(context))
    .addCommand(rotateApp(context))
    .addCommand(removeApp(context));
}

function withFile(command: Command): Command {
  return command.addOption(editedConfigOption()).addOption(editedTenantOption());
}

function listApps({ stdout }: CliContext): Command {
  return withFile(new Command("list").description("Lists the applications, without their secrets.")).action(
    (options: EditOptions) => {
      const edited = readEdited(options);
      const apps = edited.tenant.apps.map((app) => describe(app, edited));
      stdout.write(
        stdout.isTTY === true
          ? tableText(
              ["APPLICATION", "NAME", "SIGNS IN WITH", "PERMISSIONS"],
              apps.map(({ appId, name, credentials, permissions, delegatedPermissions }) => [
                appId,
                name,
                credentials.join(", ") || "nothing",
                [...permissions, ...delegatedPermissions].join(" "),
              ]),
            )
          : apps.map((app) => `${JSON.stringify(app)}\n`).join(""),
      );
    },
  );
}

function describe(app: StandInApp, tenant: EditedTenant) {
  const entry = entryWith(listIn(tenant, "apps"), "appId", app.appId);
  const secrets = (app.secrets ?? []).map(({ expires }, index) => {
    const hint = entry?.getIn(["secrets", index, "hint"]);
    return `secret ${typeof hint === "string" ? `${hint}…` : ""}${expires === undefined ? "" : ` until ${expires}`}`.trim();
  });
  return {
    appId: app.appId,
    name: app.name,
    credentials: [
      ...(app.secret === undefined ? [] : ["secret of the file"]),
      ...secrets,
      ...(app.certificates ?? []).map(
        ({ x5t }) => `certificate ${Buffer.from(x5t, "base64url").toString("hex")}`,
      ),
    ],
    permissions: app.permissions,
    delegatedPermissions: app.delegatedPermissions ?? [],
    redirectUris: app.redirectUris ?? [],
    publicClient: app.publicClient ?? false,
    multiTenant: app.multiTenant ?? false,
  };
}

function addApp(context: CliContext): Command {
  return withFile(new Command("add").description("Adds an application, and prints its id and its secret."))
    .requiredOption("--name <name>", "what people call it")
    .option("--permission <name>", "an application permission (repeatable)", each, [])
    .option("--delegated <name>", "a delegated permission (repeatable)", each, [])
    .option("--redirect-uri <uri>", "where codes may be sent (repeatable)", each, [])
    .option(
      "--certificate <file>",
      "a certificate in PEM that it signs with, instead of a secret (repeatable)",
      each,
      [],
    )
    .option("--public", "it signs people in without a secret of its own")
    .option("--multi-tenant", "other tenants may consent to it")
    .option("--expires <day>", "the last day of its secret, as 2027-01-31", dayOf)
    .action(async (options: AddOptions) => {
      const appId = randomUUID();
      const needsSecret = options.public !== true && options.certificate.length === 0;
      const made = needsSecret ? newSecret(options.expires) : undefined;
      await editConfig(options, (tenant) => addEntry(tenant, "apps", entryOf(appId, options, made)));
      print(context, appId, made);
    });
}

function entryOf(appId: string, options: AddOptions, made: NewSecret | undefined) {
  const some = <T>(list: readonly T[]) => (list.length === 0 ? undefined : list);
  // Paths in the file count from where it is.
  const folder = dirname(resolve(options.config ?? ""));
  const certificates = options.certificate.map((path) => ({ file: relative(folder, resolve(path)) }));
  return {
    appId,
    name: options.name,
    secrets: made && [made.kept],
    certificates: some(certificates),
    permissions: options.permission,
    delegatedPermissions: some(options.delegated),
    redirectUris: some(options.redirectUri),
    publicClient: options.public,
    multiTenant: options.multiTenant,
  };
}

function rotateApp(context: CliContext): Command {
  return withFile(new Command("rotate").description("Gives an application a new secret, and prints it."))
    .argument("<appId>", "the application's id")
    .option("--expires <day>", "the last day of the new secret, as 2027-01-31", dayOf)
    .option("--keep-until <day>", "let the secrets before be good until this day", dayOf)
    .action(async (appId: string, options: RotateOptions) => {
      const made = newSecret(options.expires);
      await editConfig(options, (tenant) =>
        replaceSecrets(tenant, appEntry(tenant, appId), made, options.keepUntil),
      );
      print(context, appId.toLowerCase(), made);
    });
}

function replaceSecrets(
  { document }: EditedTenant,
  app: YAMLMap,
  { kept }: NewSecret,
  keepUntil: string | undefined,
): void {
  const before = app.get("secrets");
  const old = keepUntil !== undefined && isSeq(before) ? before.items.filter(isMap) : [];
  if (keepUntil !== undefined && ["secret", "secretFile", "secretEnv"].some((key) => app.has(key))) {
    throw new CommandFailure(
      Exit.usage,
      "the secret before stands in the file itself, and so cannot end on a day: leave out --keep-until to replace it",
    );
  }
  for (const secret of old) {
    const expires = secret.get("expires");
    if (typeof expires !== "string" || expires > String(keepUntil)) secret.set("expires", keepUntil);
  }
  for (const key of ["secret", "secretFile", "secretEnv"]) app.delete(key);
  app.set("secrets", document.createNode([...old, kept]));
}

function removeApp({ stdout }: CliContext): Command {
  return withFile(
    new Command("remove").description("Removes an application, which gets no more tokens then."),
  )
    .argument("<appId>", "the application's id")
    .action(async (appId: string, options: EditOptions) => {
      await editConfig(options, (tenant) => removeEntry(tenant, "apps", appEntry(tenant, appId)));
      stdout.write(`${terminalText(appId)} removed\n`);
    });
}

function appEntry(tenant: EditedTenant, appId: string): YAMLMap {
  const entry = entryWith(listIn(tenant, "apps"), "appId", appId);
  if (entry !== undefined) return entry;
  throw new CommandFailure(
    Exit.usage,
    `${terminalText(tenant.tenant.name)} has no application ${terminalText(appId)}; tocsin app list shows those there are`,
  );
}

function print({ stdout, stderr }: CliContext, appId: string, made: NewSecret | undefined): void {
  stdout.write(`appId   ${appId}\n${made === undefined ? "" : `secret  ${made.secret}\n`}`);
  if (made !== undefined) stderr.write("tocsin: the secret is not shown again\n");
}

function each(value: string, all: readonly string[]): readonly string[] {
  return [...all, value];
}

function dayOf(text: string): string {
  const moment = new Date(`${text}T00:00:00Z`);
  if (!Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(`${text}T`)) return text;
  throw new InvalidArgumentError("a day is written as 2027-01-31");
}
