import { requireIdentifier } from "./identifier.ts";
import type { ODataError } from "./odata-error.ts";
import type { OptionName } from "./option-name.ts";
import type { PropertySpec } from "./property-spec.ts";
import { type PropertyTable, propertyTable } from "./property-table.ts";
import type { FunctionName, Quantifier } from "./tree.ts";

/** What one collection of a dialect lets a client ask: the one table that its queries are checked against. */
export interface SurfaceSpec {
  /** The entity type as errors name it, `microsoft.graph.security.incident`. */
  readonly type: string;
  /** The table, or its alias in the store's query, that holds a row for each entity. */
  readonly table: string;
  /** The column with the whole entity as JSON, for properties without a column of their own. */
  readonly document?: string;
  /** Everything not listed here is refused. Keys are names on the wire. */
  readonly properties: Readonly<Record<string, PropertySpec>>;
  /** Whether property and enum member names are taken in any case; exact when left out. */
  readonly anyCase?: boolean;
  readonly options: readonly OptionName[];
  /** Functions and lambda operators that `$filter` may use; none when left out. */
  readonly functions?: readonly (FunctionName | Quantifier)[];
  readonly limits: SurfaceLimits;
  readonly order: SurfaceOrder;
  /** Whether `$` may be left out of option names (contract/graph.md § 1). */
  readonly dollarOptional?: boolean;
  /** The whole message of a refusal, where the dialect words it otherwise than `ODataError.message`. */
  readonly wording?: (error: ODataError) => string;
}

export interface SurfaceLimits {
  /** A larger `$top` is refused. */
  readonly topMax: number;
  /** Rows of a page when `$top` asks for none or more. */
  readonly pageSize: number;
  /** A larger `$skip` is refused; none when left out. */
  readonly skipMax?: number;
}

export interface SurfaceOrder {
  /** The order without `$orderby`. Keys are wire names; they need not be sortable by clients. */
  readonly default: readonly { readonly property: string; readonly descending: boolean }[];
  /** The wire name of what makes any order total: unique, never null, ascending behind all other keys. */
  readonly key: string;
}

export interface Surface extends Omit<SurfaceSpec, "properties"> {
  readonly properties: PropertyTable;
}

/**
 * Makes a surface ready for `check`. Runs once, when a dialect is loaded.
 *
 * @throws TypeError when the table itself is wrong: a name that is no plain identifier, or a property that can be
 * filtered or sorted but has neither a column nor a document to be read from
 */
export function defineSurface(spec: SurfaceSpec): Surface {
  requireIdentifier(spec.table);
  if (spec.document !== undefined) requireIdentifier(spec.document);
  const properties = propertyTable(spec.type, spec.properties, {
    anyCase: spec.anyCase === true,
    hasDocument: spec.document !== undefined,
  });
  for (const name of [spec.order.key, ...spec.order.default.map((item) => item.property)]) {
    if (!properties.find(name))
      throw new TypeError(`${spec.type} is ordered by ${name}, which it does not have`);
  }
  return { ...spec, properties };
}
