import { readFileSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { type Cursor, field, itemsOf, problemAt } from "./cursor.ts";
import type { ConfigProblem } from "./problems.ts";

/** Where secrets are that do not stand in the file itself. Each gives undefined for one that cannot be had. */
export interface SecretPlaces {
  file(path: string): string | undefined;
  variable(name: string): string | undefined;
}

const NOWHERE: SecretPlaces = { file: () => undefined, variable: () => undefined };
const SECRET_BYTES_MAX = 4_096;

/** Files beside the configuration file, and the environment. */
export function secretPlaces(configPath: string, environment: NodeJS.ProcessEnv): SecretPlaces {
  return {
    file: (path) => readSecretFile(resolve(dirname(configPath), path)),
    variable: (name) => environment[name],
  };
}

/** The secrets of applications, by the application's place in the file. */
export interface Secrets {
  readonly problems: readonly ConfigProblem[];
  of(tenant: number, app: number): string | undefined;
}

/** Reads all secrets. A problem names neither a secret nor where it was looked for: either may be written by mistake. */
export function readSecrets(root: Cursor, places: SecretPlaces = NOWHERE): Secrets {
  const problems: ConfigProblem[] = [];
  const found = new Map<string, string>();
  for (const app of itemsOf(root, "tenants").flatMap((tenant) => itemsOf(tenant, "apps"))) {
    const { secret, problem } = secretOf(app, places);
    if (problem) problems.push(problem);
    if (secret !== undefined) found.set(app.path.join("/"), secret);
  }
  return { problems, of: (tenant, app) => found.get(`tenants/${tenant}/apps/${app}`) };
}

function secretOf(
  app: Cursor,
  places: SecretPlaces,
): { readonly secret?: string | undefined; readonly problem?: ConfigProblem } {
  const given = ["secret", "secretFile", "secretEnv"].filter((key) => field(app, key).value !== undefined);
  if (given.length > 1) {
    return { problem: problemAt(app, `has both ${given.join(" and ")}: one of them is enough`) };
  }
  const [source = ""] = given;
  const cursor = field(app, source);
  const { value } = cursor;
  if (typeof value !== "string" || value === "") return {};
  if (source === "secret") return { secret: value };
  const secret = source === "secretFile" ? places.file(value) : places.variable(value);
  if (secret !== undefined && secret !== "") return { secret };
  const what = source === "secretFile" ? "the file cannot be read" : "the environment variable is not set";
  return { problem: problemAt(cursor, `${what}, or holds no secret`) };
}

function readSecretFile(path: string): string | undefined {
  try {
    const file = statSync(path);
    if (!file.isFile() || file.size > SECRET_BYTES_MAX) return undefined;
    return readFileSync(path, "utf8").replace(/\r?\n$/, "");
  } catch {
    return undefined;
  }
}
