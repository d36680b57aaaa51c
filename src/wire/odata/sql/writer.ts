import type { ScalarType } from "../property-spec.ts";
import type { Constant, Guard, Place, PropertyRef, Value } from "../query.ts";
import type { SqlDialect } from "./dialect.ts";

/** A piece of SQL: all values of the client are parameters, all names come from a surface's table. */
export interface SqlFragment {
  readonly sql: string;
  /** In the order of their numbers. */
  readonly parameters: readonly Value[];
}

/** Writes names and collects parameters. */
export class SqlWriter {
  readonly dialect: SqlDialect;
  readonly parameters: Value[] = [];
  readonly #first: number;

  /** @param first the number of the first parameter, so that a fragment fits behind others */
  constructor(dialect: SqlDialect, first: number) {
    this.dialect = dialect;
    this.#first = first;
  }

  parameter({ value, type }: Constant): string {
    if (type === "null") return "null";
    this.parameters.push(this.dialect.bind(value));
    return this.dialect.placeholder(this.#first + this.parameters.length - 1, type);
  }

  /** A property's value; null where a cast on its path does not hold. */
  property({ place, guards, property }: PropertyRef): string {
    const value = this.#place(place, property.type);
    return guards.length === 0 ? value : `case when ${this.guards(guards)} then ${value} end`;
  }

  guards(guards: readonly Guard[]): string {
    const conditions = guards.map(({ place, value }) => {
      const parameter = this.parameter({ kind: "constant", type: "string", value });
      return `${this.dialect.binary(this.#place(place, "string"))} = ${parameter}`;
    });
    return conditions.join(" and ");
  }

  /** The elements of a collection under the name of the lambda that walks them. */
  elements(place: Place, variable: number): string {
    const [source, path] = this.#source(place);
    return this.dialect.elements(source, path, alias(variable));
  }

  #place(place: Place, type: ScalarType): string {
    if (place.kind === "column") return column(place.table, place.column);
    const [source, path] = this.#source(place);
    return this.dialect.json(source, path, type);
  }

  #source(place: Place): [source: string, path: readonly string[]] {
    switch (place.kind) {
      case "column":
        return [column(place.table, place.column), []];
      case "document":
        return [column(place.table, place.column), place.path];
      case "element":
        return [`${alias(place.variable)}."value"`, place.path];
    }
  }
}

function column(table: string, name: string): string {
  return `"${table}"."${name}"`;
}

function alias(variable: number): string {
  return `"element${variable}"`;
}
