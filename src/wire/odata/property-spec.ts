import type { OptionName } from "./option-name.ts";
import type { Surface } from "./surface.ts";
import type { ComparisonOperator } from "./tree.ts";

/** How values are stored and compared: instants as `Timestamp`, GUIDs in lower case, both as text. */
export type ScalarType = "string" | "int64" | "double" | "boolean" | "timestamp" | "guid";
export type Operator = ComparisonOperator | "in";

interface Common {
  /** The property's name in the domain's objects; the wire name when left out. */
  readonly name?: string;
  /** Its own column; without one it is read out of the surface's document. */
  readonly column?: string;
  /** Whether `$select` may name it; true when left out. */
  readonly selectable?: boolean;
}

interface Comparable extends Common {
  /** Whether `$filter` may use it; false when left out. */
  readonly filterable?: boolean;
  /** Whether `$orderby` may use it; false when left out. */
  readonly sortable?: boolean;
  /** Whether it may be without a value; true when left out. */
  readonly nullable?: boolean;
  /** Operators allowed on it; all that its type has when left out. */
  readonly operators?: readonly Operator[];
}

export interface ScalarSpec extends Comparable {
  readonly type: ScalarType;
}

/**
 * An enum, stored as text. `members` go from the name on the wire to what is stored for it: itself (a list will do), a
 * text, or several, where one wire name stands for more than one stored value (null included). Their order is the
 * enum's order (contract/graph.md § 5.2).
 */
export interface EnumSpec extends Comparable {
  readonly type: "enum";
  /** As errors and typed literals name it, `microsoft.graph.security.incidentStatus`. */
  readonly enumType: string;
  readonly members: readonly string[] | Readonly<Record<string, StoredMember>>;
}

export type StoredMember = string | null | readonly (string | null)[];

/** A structure inside its parent, always read out of JSON or an object. */
export interface ComplexSpec extends Common {
  readonly type: "complex";
  /** As errors name it. */
  readonly complexType: string;
  readonly properties: Readonly<Record<string, PropertySpec>>;
  /** Subtypes that a cast segment reaches, told apart by the value of one domain property. */
  readonly derived?: {
    readonly discriminator: string;
    /** By qualified type name. */
    readonly types: Readonly<
      Record<string, { readonly value: string; readonly properties: Readonly<Record<string, PropertySpec>> }>
    >;
  };
}

/** Filtered by `any` and `all` only. */
export interface CollectionSpec extends Common {
  readonly type: "collection";
  readonly filterable?: boolean;
  readonly element: ScalarSpec | EnumSpec | ComplexSpec;
}

/** What `$expand` may name. `options` are those allowed in its parentheses. */
export interface NavigationSpec {
  readonly type: "navigation";
  readonly surface: Surface;
  readonly options: readonly OptionName[];
}

export type PropertySpec = ScalarSpec | EnumSpec | ComplexSpec | CollectionSpec | NavigationSpec;
