import { readFileSync } from "node:fs";

interface SecretSource {
  readonly secret?: string;
  readonly secretFile?: string;
  readonly secretEnv?: string;
}

/** The secret itself, or what a file or an environment variable holds. Nothing of it stands in an error. */
export function readSecret(source: SecretSource, fail: (message: string) => never): string | undefined {
  if (source.secretEnv !== undefined) {
    return process.env[source.secretEnv] ?? fail(`the environment variable ${source.secretEnv} is not set`);
  }
  if (source.secretFile === undefined) return source.secret;
  try {
    return readFileSync(source.secretFile, "utf8").replace(/\r?\n$/, "");
  } catch {
    return fail(`the file ${source.secretFile} cannot be read`);
  }
}
