import { excerpt } from "../odata-error.ts";
import type { Condition } from "../query.ts";
import type { LambdaNode } from "../tree.ts";
import { checkFilter } from "./condition.ts";
import { type Context, refusal, type Variable } from "./context.ts";
import { requireFunction } from "./function.ts";
import { filterableCollection } from "./path.ts";

/** `collection/any(variable: body)`, with the variable in force inside the body. */
export function checkLambda(context: Context, node: LambdaNode): Condition {
  const { quantifier, position } = node;
  requireFunction(context, quantifier, position);
  const [property, collection] = filterableCollection(context, node.collection);
  const number = context.variables.length + 1;
  if (!node.body) return { kind: "lambda", quantifier, collection, variable: number, body: undefined };
  const { variable: name, condition } = node.body;
  if (context.variables.some((open) => open.name === name)) {
    const detail = `The range variable '${excerpt(name)}' has already been declared.`;
    throw refusal(context, "duplicate-item", position, detail);
  }
  const place = { kind: "element", variable: number, path: [] } as const;
  const reference = { root: number, path: [], place, guards: [] };
  const variable: Variable = { name, number, element: property.element, reference };
  const body = checkFilter({ ...context, variables: [...context.variables, variable] }, condition);
  return { kind: "lambda", quantifier, collection, variable: number, body };
}
