import { excerpt } from "../odata-error.ts";
import type { Token } from "../token.ts";
import type { CallNode, ExpressionNode, FunctionName } from "../tree.ts";
import { parseExpression } from "./expression.ts";
import type { TokenReader } from "./token-reader.ts";

/** The functions by name, with the number of their arguments. */
const ARITY: ReadonlyMap<string, { readonly name: FunctionName; readonly count: number }> = new Map([
  ["contains", { name: "contains", count: 2 }],
  ["startswith", { name: "startswith", count: 2 }],
  ["endswith", { name: "endswith", count: 2 }],
  ["tolower", { name: "tolower", count: 1 }],
  ["toupper", { name: "toupper", count: 1 }],
]);

/** `name(argument, …)`, the name being read already. */
export function parseCall(reader: TokenReader, name: Token): CallNode {
  const known = ARITY.get(name.text.toLowerCase());
  if (known === undefined) throw unknownFunction(reader, name);
  const args = parseArguments(reader);
  if (args.length !== known.count) throw signatureError(reader, known.name, name.position);
  return reader.node({ kind: "call", name: known.name, args, position: name.position });
}

function parseArguments(reader: TokenReader): readonly ExpressionNode[] {
  reader.expect("(");
  if (reader.skip(")")) return [];
  const args: ExpressionNode[] = [];
  do args.push(reader.nested(() => parseExpression(reader)));
  while (reader.skip(","));
  reader.expect(")");
  return args;
}

function unknownFunction(reader: TokenReader, name: Token) {
  const found = `An unknown function with name '${excerpt(name.text)}' was found.`;
  const hint =
    "This may also be a function import or a key lookup on a navigation property, which is not allowed.";
  return reader.error("unknown-function", `${found} ${hint}`, name.position);
}

function signatureError(reader: TokenReader, name: FunctionName, position: number) {
  return reader.error("type-mismatch", noSignature(name), position);
}

/** The words for a call whose arguments do not fit, in number or in type. */
export function noSignature(name: FunctionName): string {
  const parameters = Array(ARITY.get(name)?.count).fill("Edm.String Nullable=true").join(", ");
  const none = `No function signature for the function with name '${name}' matches the specified arguments.`;
  return `${none} The function signatures considered are: ${name}(${parameters}).`;
}
