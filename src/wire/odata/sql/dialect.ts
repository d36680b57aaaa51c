import type { ScalarType } from "../property-spec.ts";
import type { Value } from "../query.ts";

/** Where the two databases differ. Every function gives SQL text made of other SQL text. */
export interface SqlDialect {
  readonly name: "sqlite" | "postgres";
  /** The placeholder of the n-th parameter, from 1. */
  placeholder(number: number, type: ScalarType): string;
  /** A value as the database's driver takes it. */
  bind(value: Value): Value;
  readonly true: string;
  readonly false: string;
  /** Text that compares by its bytes. */
  binary(text: string): string;
  /** A value at a path inside JSON, null when there is none. */
  json(source: string, path: readonly string[], type: ScalarType): string;
  /** A row source of the elements of a JSON array, as `alias` with one column `value`. */
  elements(source: string, path: readonly string[], alias: string): string;
  contains(whole: string, part: string): string;
  startsWith(whole: string, part: string): string;
  endsWith(whole: string, part: string): string;
  /** What an order says about null, so that it is below everything else. */
  nulls(descending: boolean): string;
}
