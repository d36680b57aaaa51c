import type { Timestamp } from "../../domain/time.ts";
import type { ScalarType } from "./property-spec.ts";
import type { NavigationProperty, ScalarProperty } from "./property-table.ts";
import type { ComparisonOperator, Quantifier } from "./tree.ts";

/** A query that a surface has accepted: names are resolved, literals typed, limits kept. */
export interface Query {
  readonly filter: Condition | undefined;
  /** Total: the surface's own order or the client's, then the key. */
  readonly orderBy: readonly Ordering[];
  /** As it was asked for. */
  readonly top: number | undefined;
  readonly skip: number;
  /** Rows of this page: `top`, but no more than the surface's page. */
  readonly take: number;
  readonly count: boolean;
  /** Wire names as the client listed them; undefined when everything is wanted. */
  readonly select: readonly string[] | undefined;
  readonly expand: readonly Expansion[];
  readonly search: string | undefined;
  readonly format: string | undefined;
  readonly skipToken: string | undefined;
}

export interface Expansion {
  readonly property: NavigationProperty;
  readonly query: Query;
}

export interface Ordering {
  readonly operand: PropertyRef;
  readonly descending: boolean;
}

export type Value = string | number | bigint | boolean | Timestamp | null;

/** Where a value stands in SQL: a column, or a path inside a column of JSON or inside a lambda's element. */
export type Place =
  | { readonly kind: "column"; readonly table: string; readonly column: string }
  | {
      readonly kind: "document";
      readonly table: string;
      readonly column: string;
      readonly path: readonly string[];
    }
  | { readonly kind: "element"; readonly variable: number; readonly path: readonly string[] };

/** A cast that the path went through: a value of another type is null. */
export interface Guard {
  readonly place: Place;
  readonly path: readonly string[];
  readonly value: string;
}

/** A path, resolved. */
export interface Reference {
  /** 0 is the row, n the element that the n-th enclosing lambda looks at. */
  readonly root: number;
  /** Domain names from the root; none for the element itself. */
  readonly path: readonly string[];
  readonly place: Place;
  readonly guards: readonly Guard[];
}

export interface PropertyRef extends Reference {
  readonly kind: "property";
  readonly property: ScalarProperty;
}

export interface Constant {
  readonly kind: "constant";
  readonly type: ScalarType | "null";
  readonly value: Value;
}

/** ASCII letters in one case; the others as they are. */
export interface CaseFold {
  readonly kind: "fold";
  readonly to: "lower" | "upper";
  readonly operand: Operand;
}

export type Operand = PropertyRef | Constant | CaseFold | Condition;

export interface Comparison {
  readonly kind: "comparison";
  readonly operator: ComparisonOperator;
  readonly left: Operand;
  readonly right: Operand;
}

/** True when the operand is one of the values; `orNull` when null is one of them. */
export interface Membership {
  readonly kind: "in";
  readonly operand: Operand;
  readonly values: readonly Constant[];
  readonly orNull: boolean;
}

/** Where `part` stands in `whole`. */
export interface TextMatch {
  readonly kind: "match";
  readonly where: "anywhere" | "start" | "end";
  readonly whole: Operand;
  readonly part: Operand;
}

export interface Logical {
  readonly kind: "and" | "or";
  readonly operands: readonly Condition[];
}

export interface Negation {
  readonly kind: "not";
  readonly operand: Condition;
}

export interface Lambda {
  readonly kind: "lambda";
  readonly quantifier: Quantifier;
  readonly collection: Reference;
  /** The number that the body's references know its element by. */
  readonly variable: number;
  readonly body: Condition | undefined;
}

/**
 * True, false or null, after OData 4.01 part 2 § 5.1.1: `eq` and `ne` know null as equal to itself alone; `gt` and `lt`
 * with null are false; `ge` and `le` are `gt` or `eq`, `lt` or `eq`; functions of null are null; `and`, `or` and `not`
 * are three-valued. A row is in the result when the condition is true.
 */
export type Condition =
  | Comparison
  | Membership
  | TextMatch
  | Logical
  | Negation
  | Lambda
  /** A boolean property or literal. */
  | PropertyRef
  | Constant;
