import { randomUUID } from "node:crypto";
import { dirname, relative, resolve } from "node:path";
import { Command } from "commander";
import { isMap, isSeq, YAMLSeq } from "yaml";
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
import { tableText } from "./table.ts";
import { terminalText } from "./terminal-text.ts";

interface AddOptions extends EditOptions {
  readonly name?: string;
  readonly group: readonly string[];
  readonly directoryRole: readonly string[];
  readonly passwordFile?: string;
}

const HELP = `
What people may do and see follows from their directory roles and from the roles and device groups of their user groups. A
running server reads the file again on SIGHUP.

Examples:
  tocsin user add --config tocsin.yaml ana.ruiz@northwind.example --name "Ana Ruiz" --group SOC
  tocsin user add --config tocsin.yaml mira.chen@northwind.example --directory-role "Security Reader"
  tocsin user list --config tocsin.yaml
`;

/** `tocsin user`: the people whom a stand-in signs in, in the configuration file. */
export function userCommand(context: CliContext): Command {
  return new Command("user")
    .summary("list, add and remove the people of the configuration")
    .description("Edits the people of the configuration file, whom a stand-in signs in.")
    .addHelpText("after", HELP)
    .addCommand(listUsers(context))
    .addCommand(addUser(context))
    .addCommand(removeUser(context));
}

function withFile(command: Command): Command {
  return command.addOption(editedConfigOption()).addOption(editedTenantOption());
}

function listUsers({ stdout }: CliContext): Command {
  return withFile(new Command("list").description("Lists the people, without their passwords.")).action(
    (options: EditOptions) => {
      const { tenant } = readEdited(options);
      const people = tenant.users.map(
        ({ userPrincipalName, objectId, displayName = "", directoryRoles }) => ({
          userPrincipalName,
          displayName,
          objectId,
          directoryRoles,
          userGroups: tenant.userGroups
            .filter(({ members = [] }) =>
              members.some((member) => isMember(member, userPrincipalName, objectId)),
            )
            .map(({ name }) => name),
        }),
      );
      stdout.write(
        stdout.isTTY === true
          ? tableText(
              ["USER", "NAME", "USER GROUPS", "OBJECT ID"],
              people.map((person) => [
                person.userPrincipalName,
                person.displayName,
                person.userGroups.join(", "),
                person.objectId,
              ]),
            )
          : people.map((person) => `${JSON.stringify(person)}\n`).join(""),
      );
    },
  );
}

function isMember(member: string, userPrincipalName: string, objectId: string): boolean {
  return [userPrincipalName, objectId].some((name) => name.toLowerCase() === member.toLowerCase());
}

function addUser({ stdout }: CliContext): Command {
  return withFile(new Command("add").description("Adds a person."))
    .argument("<userPrincipalName>", "the name that the person signs in with")
    .option("--name <name>", "what others call the person")
    .option("--group <name>", "a user group of the file that the person joins (repeatable)", each, [])
    .option("--directory-role <name>", "a directory role, such as Security Reader (repeatable)", each, [])
    .option("--password-file <file>", "the file with the password, for the password grant")
    .action(async (userPrincipalName: string, options: AddOptions) => {
      const objectId = randomUUID();
      await editConfig(options, (tenant) => {
        const { passwordFile, directoryRole, name, config = "" } = options;
        addEntry(tenant, "users", {
          userPrincipalName,
          objectId,
          displayName: name,
          directoryRoles: directoryRole.length === 0 ? undefined : directoryRole,
          passwordFile: passwordFile && relative(dirname(resolve(config)), resolve(passwordFile)),
        });
        for (const group of options.group) join(tenant, group, userPrincipalName);
      });
      stdout.write(`objectId  ${objectId}\n`);
    });
}

function join(tenant: EditedTenant, group: string, member: string): void {
  const entry = entryWith(listIn(tenant, "userGroups"), "name", group);
  if (entry === undefined) {
    throw new CommandFailure(
      Exit.usage,
      `${terminalText(tenant.tenant.name)} has no user group ${terminalText(group)}`,
    );
  }
  const members = entry.get("members");
  if (isSeq(members)) members.add(member);
  else {
    const list = new YAMLSeq(tenant.document.schema);
    list.flow = true;
    list.add(member);
    entry.set("members", list);
  }
}

function removeUser({ stdout }: CliContext): Command {
  return withFile(new Command("remove").description("Removes a person, who cannot sign in any more then."))
    .argument("<userPrincipalName>", "the name that the person signs in with")
    .action(async (name: string, options: EditOptions) => {
      await editConfig(options, (tenant) => {
        const entry = entryWith(listIn(tenant, "users"), "userPrincipalName", name);
        if (entry === undefined) {
          throw new CommandFailure(
            Exit.usage,
            `${terminalText(tenant.tenant.name)} has no user ${terminalText(name)}; tocsin user list shows those there are`,
          );
        }
        leave(tenant, name, String(entry.get("objectId")));
        removeEntry(tenant, "users", entry);
      });
      stdout.write(`${terminalText(name)} removed\n`);
    });
}

/** Somebody of the same name who comes later must not find themselves in the groups of this one. */
function leave(tenant: EditedTenant, name: string, objectId: string): void {
  for (const group of listIn(tenant, "userGroups").items.filter(isMap)) {
    const members = group.get("members");
    if (!isSeq(members)) continue;
    members.items = members.items.filter((member) => !isMember(textOf(member), name, objectId));
  }
}

function textOf(member: unknown): string {
  return typeof member === "object" && member !== null && "value" in member
    ? String(member.value)
    : String(member);
}

function each(value: string, all: readonly string[]): readonly string[] {
  return [...all, value];
}
