import { ODataError, type ODataErrorCode } from "../odata-error.ts";
import type { CollectionProperty } from "../property-table.ts";
import type { Reference } from "../query.ts";
import type { Surface } from "../surface.ts";

/** A range variable of a lambda that is open at this point. */
export interface Variable {
  readonly name: string;
  readonly number: number;
  readonly element: CollectionProperty["element"];
  readonly reference: Reference;
}

/** What a part of a query is checked against. */
export interface Context {
  readonly surface: Surface;
  /** As errors name it, `$filter`. */
  readonly option: "$filter" | "$orderby" | "$select" | "$expand";
  readonly variables: readonly Variable[];
}

export function refusal(
  context: Context,
  code: ODataErrorCode,
  position: number,
  detail: string,
): ODataError {
  return new ODataError({ code, option: context.option, position, detail });
}
