import type { Timestamp } from "../../domain/time.ts";
import type { OptionName } from "./option-name.ts";

/** The query as it was written, before any surface is known. Nodes never change; positions count from the option. */

export type ComparisonOperator = "eq" | "ne" | "gt" | "ge" | "lt" | "le";
export type FunctionName = "contains" | "startswith" | "endswith" | "tolower" | "toupper";
export type Quantifier = "any" | "all";

/** A literal by its form. Integers beyond 2^53 are bigints, and instants keep 100 ns. */
export type LiteralNode = { readonly kind: "literal"; readonly position: number } & (
  | { readonly type: "null"; readonly value: null }
  | { readonly type: "boolean"; readonly value: boolean }
  | { readonly type: "string"; readonly value: string }
  | { readonly type: "integer"; readonly value: number | bigint }
  | { readonly type: "decimal"; readonly value: number }
  | { readonly type: "guid"; readonly value: string }
  | { readonly type: "timestamp" | "date"; readonly value: Timestamp }
  /** `Ns.Color'Red'` */
  | { readonly type: "enum"; readonly value: string; readonly enumType: string }
);

/** `a/b/Ns.Derived/c`; a segment with a dot is a type cast. */
export interface PathNode {
  readonly kind: "path";
  readonly segments: readonly string[];
  readonly position: number;
}

export interface CallNode {
  readonly kind: "call";
  readonly name: FunctionName;
  readonly args: readonly ExpressionNode[];
  readonly position: number;
}

export interface ComparisonNode {
  readonly kind: "comparison";
  readonly operator: ComparisonOperator;
  readonly left: ExpressionNode;
  readonly right: ExpressionNode;
  readonly position: number;
}

export interface InNode {
  readonly kind: "in";
  readonly operand: ExpressionNode;
  readonly list: readonly LiteralNode[];
  readonly position: number;
}

/** A chain of one operator is one node, so that a long chain is not a deep tree. */
export interface LogicalNode {
  readonly kind: "and" | "or";
  readonly operands: readonly ExpressionNode[];
  readonly position: number;
}

export interface NotNode {
  readonly kind: "not";
  readonly operand: ExpressionNode;
  readonly position: number;
}

/** `path/any(variable: body)`; without a body it asks whether there is an element at all. */
export interface LambdaNode {
  readonly kind: "lambda";
  readonly quantifier: Quantifier;
  readonly collection: PathNode;
  readonly body: { readonly variable: string; readonly condition: ExpressionNode } | undefined;
  readonly position: number;
}

export type ExpressionNode =
  | LiteralNode
  | PathNode
  | CallNode
  | ComparisonNode
  | InNode
  | LogicalNode
  | NotNode
  | LambdaNode;

export interface OrderByNode {
  readonly expression: ExpressionNode;
  readonly descending: boolean;
}

export interface ExpandNode {
  readonly path: PathNode;
  readonly options: QueryTree;
}

/** All options of a request. What was not sent is undefined. */
export interface QueryTree {
  readonly filter: ExpressionNode | undefined;
  readonly orderBy: readonly OrderByNode[] | undefined;
  readonly top: number | undefined;
  readonly skip: number | undefined;
  /** Paths, or `*` for everything. */
  readonly select: readonly (PathNode | "*")[] | undefined;
  readonly expand: readonly ExpandNode[] | undefined;
  readonly count: boolean | undefined;
  /** Options taken as they are: `$search`, `$format`, `$skiptoken`. */
  readonly search: string | undefined;
  readonly format: string | undefined;
  readonly skipToken: string | undefined;
  /** Which options were sent, and which `$` names OData does not know. */
  readonly sent: readonly OptionName[];
  readonly unknown: readonly string[];
}
