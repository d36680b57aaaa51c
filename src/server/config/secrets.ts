import { readFileSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { type Cursor, field, itemsOf, problemAt } from "./cursor.ts";
import type { ConfigPath, ConfigProblem } from "./problems.ts";

/** Where secrets are that do not stand in the file itself. Each gives undefined for one that cannot be had. */
export interface SecretPlaces {
  file(path: string): string | undefined;
  variable(name: string): string | undefined;
}

const NOWHERE: SecretPlaces = { file: () => undefined, variable: () => undefined };
/** Enough for a certificate with its whole chain. */
const SECRET_FILE_BYTES_MAX = 65_536;

/** Files beside the configuration file, and the environment. */
export function secretPlaces(configPath: string, environment: NodeJS.ProcessEnv): SecretPlaces {
  return {
    file: (path) => readSecretFile(resolve(dirname(configPath), path)),
    variable: (name) => environment[name],
  };
}

/** What the file keeps elsewhere, by the path of the value that it belongs to, such as `tenants/0/apps/1/secret`. */
export interface Secrets {
  readonly problems: readonly ConfigProblem[];
  of(...path: ConfigPath): string | undefined;
}

/**
 * Reads the secrets of applications, the passwords of people and the certificates of applications. A problem names neither
 * a secret nor where it was looked for: either may be written by mistake.
 */
export function readSecrets(root: Cursor, places: SecretPlaces = NOWHERE): Secrets {
  const tenants = itemsOf(root, "tenants");
  const apps = tenants.flatMap((tenant) => itemsOf(tenant, "apps"));
  const users = tenants.flatMap((tenant) => itemsOf(tenant, "users"));
  const certificates = apps.flatMap((app) => itemsOf(app, "certificates"));
  const read = [
    ...apps.map((app) => secretOf(app, SECRET, places)),
    ...users.map((user) => secretOf(user, PASSWORD, places)),
    ...certificates.map((certificate) => secretOf(certificate, CERTIFICATE, places)),
  ];
  const found = new Map(read.map(({ path, secret }) => [path.join("/"), secret]));
  return {
    problems: read.flatMap(({ problem }) => problem ?? []),
    of: (...path) => found.get(path.join("/")),
  };
}

/** The keys under which a secret can stand: itself, or where it is. */
interface SecretKeys {
  readonly plain: string;
  readonly file: string;
  readonly variable?: string;
}

const SECRET: SecretKeys = { plain: "secret", file: "secretFile", variable: "secretEnv" };
const PASSWORD: SecretKeys = { plain: "password", file: "passwordFile", variable: "passwordEnv" };
const CERTIFICATE: SecretKeys = { plain: "pem", file: "file" };

function secretOf(
  holder: Cursor,
  keys: SecretKeys,
  places: SecretPlaces,
): {
  readonly path: ConfigPath;
  readonly secret?: string | undefined;
  readonly problem?: ConfigProblem;
} {
  const path = [...holder.path, keys.plain];
  const given = [keys.plain, keys.file, keys.variable ?? []]
    .flat()
    .filter((key) => field(holder, key).value !== undefined);
  if (given.length > 1) {
    return { path, problem: problemAt(holder, `has both ${given.join(" and ")}: one of them is enough`) };
  }
  const [source = ""] = given;
  const cursor = field(holder, source);
  const { value } = cursor;
  if (typeof value !== "string" || value === "") return { path };
  if (source === keys.plain) return { path, secret: value };
  const secret = source === keys.file ? places.file(value) : places.variable(value);
  if (secret !== undefined && secret !== "") return { path, secret };
  const what = source === keys.file ? "the file cannot be read" : "the environment variable is not set";
  return {
    path,
    problem: problemAt(cursor, `${what}, or holds no ${keys === CERTIFICATE ? "certificate" : "secret"}`),
  };
}

function readSecretFile(path: string): string | undefined {
  try {
    const file = statSync(path);
    if (!file.isFile() || file.size > SECRET_FILE_BYTES_MAX) return undefined;
    return readFileSync(path, "utf8").replace(/\r?\n$/, "");
  } catch {
    return undefined;
  }
}
