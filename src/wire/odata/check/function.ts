import type { FunctionName, Quantifier } from "../tree.ts";
import { type Context, refusal } from "./context.ts";

/** @throws ODataError `function-not-allowed` */
export function requireFunction(context: Context, name: FunctionName | Quantifier, position: number): void {
  if (context.surface.functions?.includes(name)) return;
  const advice =
    "To allow it, set the 'AllowedFunctions' property on EnableQueryAttribute or QueryValidationSettings.";
  throw refusal(context, "function-not-allowed", position, `Function '${name}' is not allowed. ${advice}`);
}
