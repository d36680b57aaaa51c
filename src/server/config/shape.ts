import type { TLocalizedValidationError } from "typebox/error";
import { Settings } from "typebox/system";
import { Value } from "typebox/value";
import { isJsonObject } from "../../domain/json.ts";
import { didYouMean } from "./nearest-name.ts";
import type { ConfigPath, ConfigProblem } from "./problems.ts";
import { configSchema } from "./schema.ts";

/** More are not told of: whoever has a thousand problems has another one. */
const PROBLEMS_MAX = 1_000;

/** What is not of the shape that the schema wants: every value of it, not the first alone. */
export function shapeProblems(value: unknown): readonly ConfigProblem[] {
  const problems = allErrors(value).flatMap(problemsOf);
  // A union fails as a whole beside the one value that is wrong inside it: the innermost is the one to tell of.
  return problems.filter(
    ({ path, union }) => !union || !problems.some((other) => isInside(other.path, path)),
  );
}

interface ShapeProblem extends ConfigProblem {
  readonly union?: boolean;
}

function allErrors(value: unknown): readonly TLocalizedValidationError[] {
  const { maxErrors } = Settings.Get();
  Settings.Set({ maxErrors: PROBLEMS_MAX });
  try {
    return Value.Errors(configSchema, value);
  } finally {
    Settings.Set({ maxErrors });
  }
}

function problemsOf(error: TLocalizedValidationError): readonly ShapeProblem[] {
  const path = pathOf(error.instancePath);
  const schema = schemaAt(error.schemaPath);
  switch (error.keyword) {
    case "additionalProperties":
      return error.params.additionalProperties.map((key) => ({
        path: [...path, key],
        message: `unknown key${didYouMean(key, keysOf(schema))}`,
        atKey: true,
      }));
    case "required":
      return error.params.requiredProperties.map((key) => ({
        path: [...path, key],
        message: "must be there",
      }));
    case "anyOf":
      return [{ path, message: wordsOf(schema, error), union: true }];
    // The key that is too many is told of by `additionalProperties`.
    case "boolean":
      return [];
    default:
      return isBranchOfUnion(error) ? [] : [{ path, message: wordsOf(schema, error) }];
  }
}

/** A branch that does not fit at all: the union tells of it. */
function isBranchOfUnion({ schemaPath, keyword }: TLocalizedValidationError): boolean {
  return /\/anyOf\/\d+$/.test(schemaPath) && (keyword === "const" || keyword === "type");
}

function wordsOf(schema: unknown, error: TLocalizedValidationError): string {
  return isJsonObject(schema) && typeof schema.says === "string" ? schema.says : error.message;
}

function keysOf(schema: unknown): readonly string[] {
  return isJsonObject(schema) && isJsonObject(schema.properties) ? Object.keys(schema.properties) : [];
}

function schemaAt(pointer: string): unknown {
  let schema: unknown = configSchema;
  for (const part of pathOf(pointer)) {
    schema = typeof schema === "object" && schema !== null ? Reflect.get(schema, part) : undefined;
  }
  return schema;
}

/** RFC 6901, with indexes as numbers. */
function pathOf(pointer: string): ConfigPath {
  return pointer
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"))
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

function isInside(inner: ConfigPath, outer: ConfigPath): boolean {
  return inner.length > outer.length && outer.every((part, index) => part === inner[index]);
}
