import assert from "node:assert/strict";
import { parseConfig } from "./config.ts";
import { ConfigError } from "./problems.ts";

/** Small configuration files for tests, and what is wrong with a file. */

export const NORTHWIND = "7b2f0c4e-58a1-4d0e-9c37-2f6d1a90be11";
export const FABRIKAM = "0c9a3d52-4b1e-4f7a-8a66-51d2e7b03f94";
export const APP = "11f0a7c2-0001-4d5a-8e10-7b2f0c4e0a01";

/** The problems of a file, without its name. */
export function problemsOf(text: string): readonly string[] {
  try {
    parseConfig(text, "config.yaml");
  } catch (error) {
    assert.ok(error instanceof ConfigError, String(error));
    assert.equal(error.message, error.problems.join("\n"));
    return error.problems.map((problem) => problem.replace("config.yaml:", ""));
  }
  return [];
}

/** A file with one tenant, to which lines are added from line 4 on. */
export const tenantWith = (...lines: readonly string[]) =>
  ["tenants:", `  - id: ${NORTHWIND}`, "    name: Northwind", ...lines.map((line) => `    ${line}`)].join(
    "\n",
  );
/** A file with that tenant and other keys from line 4 on. */
export const fileWith = (...lines: readonly string[]) => `${tenantWith()}\n${lines.join("\n")}`;

export const SOC = "userGroups: [{ name: SOC }]";
export const ANALYSTS = "roles: [{ name: Analysts, permissions: [View data], userGroups: [SOC] }]";
