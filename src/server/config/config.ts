import { readFileSync, statSync } from "node:fs";
import { Value } from "typebox/value";
import { appProblems } from "./app-rules.ts";
import type { Cursor } from "./cursor.ts";
import { issuerProblems } from "./issuer-rules.ts";
import { limitProblems } from "./limit-rules.ts";
import { normalised } from "./normalise.ts";
import { ConfigError, configError } from "./problems.ts";
import { configSchema } from "./schema.ts";
import { readSecrets, type SecretPlaces, secretPlaces } from "./secrets.ts";
import type { Config } from "./settings.ts";
import { shapeProblems } from "./shape.ts";
import { tenantProblems } from "./tenant-rules.ts";
import { readYaml } from "./yaml-file.ts";

export {
  type Config,
  type DeviceGroupConfig,
  defaultConfig,
  type TenantCloud,
  type TenantConfig,
  type UserConfig,
} from "./settings.ts";

const FILE_BYTES_MAX = 1024 * 1024;
const TOO_LARGE = `larger than ${FILE_BYTES_MAX} bytes`;

/**
 * Reads the configuration file, which is YAML 1.2 or JSON, in UTF-8. Secrets are read from where it says, paths being
 * relative to the file.
 *
 * @throws {ConfigError} with every problem of the file, each with line and column
 */
export function loadConfig(path: string, environment: NodeJS.ProcessEnv = process.env): Config {
  return parseConfig(textOfFile(path), path, secretPlaces(path, environment));
}

/**
 * Reads a configuration from its text; `fileName` is for the messages. Without `places`, only secrets that stand in the
 * text itself are found, and the function is pure.
 *
 * @throws {ConfigError}
 */
export function parseConfig(text: string, fileName: string, places?: SecretPlaces): Config {
  if (Buffer.byteLength(text) > FILE_BYTES_MAX) throw new ConfigError([`${fileName}: ${TOO_LARGE}`]);
  const file = readYaml(text);
  if (file.problems.length > 0) throw configError(fileName, file.problems);
  const root: Cursor = { value: file.value, path: [] };
  const secrets = readSecrets(root, places);
  const problems = [
    ...shapeProblems(file.value),
    ...tenantProblems(root),
    ...issuerProblems(root),
    ...appProblems(root, secrets),
    ...limitProblems(root),
    ...secrets.problems,
  ];
  if (problems.length > 0 || !Value.Check(configSchema, file.value)) {
    throw configError(fileName, problems.map(file.place));
  }
  return normalised(file.value, secrets);
}

function textOfFile(path: string): string {
  try {
    const file = statSync(path);
    if (!file.isFile()) throw new ConfigError([`${path}: not a file`]);
    if (file.size > FILE_BYTES_MAX) throw new ConfigError([`${path}: ${TOO_LARGE}`]);
    return new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(path));
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    throw new ConfigError([
      `${path}: ${code === "ERR_ENCODING_INVALID_ENCODED_DATA" ? "not UTF-8" : `cannot be read (${code})`}`,
    ]);
  }
}
