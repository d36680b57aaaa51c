import type { ExpressionNode } from "../tree.ts";
import { parseExpression } from "./expression.ts";
import { TokenReader } from "./token-reader.ts";

/**
 * The tree of a decoded `$filter`.
 *
 * @throws ODataError `syntax`, `unterminated-string`, `invalid-literal`, `unknown-function`, `type-mismatch`, `too-deep`,
 * `too-many-nodes`, `too-many-items`
 */
export function parseFilter(text: string): ExpressionNode {
  const reader = new TokenReader({ option: "$filter", text });
  const expression = parseExpression(reader);
  reader.expect("end");
  return expression;
}
