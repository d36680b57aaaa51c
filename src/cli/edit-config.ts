import { readFileSync } from "node:fs";
import { Document, isMap, isSeq, parseDocument, visit, type YAMLMap, YAMLSeq } from "yaml";
import { type Config, parseConfig, type TenantConfig } from "../server/config/config.ts";
import { ConfigError } from "../server/config/problems.ts";
import { secretPlaces } from "../server/config/secrets.ts";
import { CommandFailure, option } from "./context.ts";
import { Exit } from "./exit.ts";
import { terminalText } from "./terminal-text.ts";
import { writeFileWhole } from "./write-file.ts";

export interface EditOptions {
  readonly config?: string;
  readonly tenant?: string;
}

/** A tenant of the configuration file, as it means and as it is written. */
export interface EditedTenant {
  readonly tenant: TenantConfig;
  readonly node: YAMLMap;
  readonly document: Document;
}

export const editedConfigOption = () =>
  option("--config <file>", "the configuration file to edit", "TOCSIN_CONFIG");
export const editedTenantOption = () =>
  option("--tenant <id or domain>", "the tenant (default: the first one)", "TOCSIN_TENANT");

/** Reads the configuration that is to be looked at or edited. */
export function readEdited(
  options: EditOptions,
): { readonly path: string; readonly config: Config } & EditedTenant {
  const path = requiredPath(options);
  const text = readText(path);
  const config = checked(text, path);
  const index = tenantIndex(config, options.tenant);
  const document = isJson(text) ? new Document(JSON.parse(text)) : parseYaml(text);
  const node = document.getIn(["tenants", index]);
  const tenant = config.tenants[index];
  if (!isMap(node) || tenant === undefined) throw new TypeError("a checked file has its tenants");
  return { path, config, tenant, node, document };
}

/**
 * Edits one tenant of the configuration file. Comments, order and everything else stay as they are. What comes out is
 * checked like any configuration before it takes the place of the file, whole; a file that somebody else changed meanwhile
 * is left alone.
 *
 * @throws {CommandFailure} and leaves the file as it was
 */
export async function editConfig(options: EditOptions, edit: (tenant: EditedTenant) => void): Promise<void> {
  const edited = readEdited(options);
  const { path, document } = edited;
  const before = readText(path);
  edit(edited);
  const text = isJson(before)
    ? `${JSON.stringify(document.toJS(), null, 2)}\n`
    : document.toString({ lineWidth: 0 });
  checked(text, path);
  await writeFileWhole(path, unchanged(path, before, text));
}

/** The list under a key of a tenant, made when there is none. */
export function listIn({ node, document }: EditedTenant, key: string): YAMLSeq {
  const found = node.get(key);
  if (isSeq(found)) return found;
  const list = new YAMLSeq(document.schema);
  node.set(key, list);
  return list;
}

/** Adds an entry to a list, over several lines, as people write it. */
export function addEntry(tenant: EditedTenant, key: string, entry: Readonly<Record<string, unknown>>): void {
  const list = listIn(tenant, key);
  if (list.items.length === 0) list.flow = false;
  const written = Object.entries(entry).filter(([, value]) => value !== undefined);
  list.add(tenant.document.createNode(Object.fromEntries(written), { flow: list.flow === true }));
}

/** The entry whose value under a key is the given one, in any letter case. */
export function entryWith(list: YAMLSeq, key: string, value: string): YAMLMap | undefined {
  const wanted = value.toLowerCase();
  return list.items.filter(isMap).find((entry) => String(entry.get(key)).toLowerCase() === wanted);
}

export function removeEntry(tenant: EditedTenant, key: string, entry: YAMLMap): void {
  const list = listIn(tenant, key);
  list.items.splice(list.items.indexOf(entry), 1);
  if (list.items.length === 0) tenant.node.delete(key);
}

function requiredPath({ config }: EditOptions): string {
  if (config !== undefined) return config;
  throw new CommandFailure(
    Exit.usage,
    "name the configuration file with --config; the sample tenant of a stand-in without one cannot be edited (docs/config.example.yaml is a file to start from)",
  );
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    throw new CommandFailure(Exit.usage, `${terminalText(path)} cannot be read (${code})`);
  }
}

function checked(text: string, path: string): Config {
  try {
    return parseConfig(text, path, secretPlaces(path, process.env));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new CommandFailure(
      Exit.usage,
      `nothing was changed, for the configuration could not be used:\n${error.message}`,
    );
  }
}

function tenantIndex({ tenants }: Config, wanted: string | undefined): number {
  if (wanted === undefined) return 0;
  const name = wanted.toLowerCase();
  const index = tenants.findIndex(
    ({ id, domains }) => id === name || domains.some((domain) => domain.toLowerCase() === name),
  );
  if (index >= 0) return index;
  throw new CommandFailure(Exit.usage, `the configuration has no tenant ${terminalText(wanted)}`);
}

/** A document that is written with the spaces inside of brackets and braces that it was read with. */
function parseYaml(text: string): Document {
  const document = parseDocument(text);
  visit(document, {
    Collection: (_, collection) => {
      const { flow, range } = collection;
      if (flow !== true || !range) return;
      const flowCollectionPadding = /\s/.test(text.charAt(range[0] + 1)) ? " " : "";
      const write = collection.toString.bind(collection);
      collection.toString = (context, ...rest) =>
        context === undefined ? write() : write({ ...context, flowCollectionPadding }, ...rest);
    },
  });
  return document;
}

/** JSON is YAML, but people who keep a file in JSON want it to stay so. */
function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

async function* unchanged(path: string, before: string, text: string): AsyncGenerator<string> {
  if (readText(path) !== before) {
    throw new CommandFailure(
      Exit.failed,
      `${terminalText(path)} was changed by somebody else meanwhile; try again`,
    );
  }
  yield text;
}
