import { requireIdentifier } from "./identifier.ts";
import type {
  CollectionSpec,
  ComplexSpec,
  EnumSpec,
  NavigationSpec,
  Operator,
  PropertySpec,
  ScalarSpec,
  ScalarType,
} from "./property-spec.ts";

/** The properties of one type, ready to be looked up by their wire names. */
export interface PropertyTable {
  readonly typeName: string;
  find(wireName: string): Property | undefined;
}

interface Base {
  readonly wire: string;
  readonly name: string;
  readonly column: string | undefined;
  readonly selectable: boolean;
}

export interface ScalarProperty extends Base {
  readonly kind: "scalar";
  readonly type: ScalarType;
  /** Set for an enum, whose stored values are text. */
  readonly enumeration: Enumeration | undefined;
  readonly filterable: boolean;
  readonly sortable: boolean;
  readonly nullable: boolean;
  readonly operators: readonly Operator[];
}

export interface Enumeration {
  readonly typeName: string;
  /** What is stored for the member of that wire name. */
  find(member: string): readonly (string | null)[] | undefined;
  /** Every stored value in the order of the members; a value's first place counts. */
  readonly order: readonly (string | null)[];
}

export interface ComplexProperty extends Base {
  readonly kind: "complex";
  readonly properties: PropertyTable;
  readonly discriminator: string;
  cast(typeName: string): { readonly value: string; readonly properties: PropertyTable } | undefined;
}

export interface CollectionProperty extends Base {
  readonly kind: "collection";
  readonly filterable: boolean;
  readonly element: ScalarProperty | ComplexProperty;
}

export interface NavigationProperty extends Base {
  readonly kind: "navigation";
  readonly spec: NavigationSpec;
}

export type Property = ScalarProperty | ComplexProperty | CollectionProperty | NavigationProperty;

export interface TableSettings {
  readonly anyCase: boolean;
  readonly hasDocument: boolean;
}

/** Looks names up as they are, then, where the surface takes any case, without regard to it. */
function lookup<T>(entries: readonly (readonly [string, T])[], anyCase: boolean) {
  const exact = new Map(entries);
  const folded = new Map(anyCase ? entries.map(([name, value]) => [name.toLowerCase(), value]) : []);
  return (name: string): T | undefined => exact.get(name) ?? folded.get(name.toLowerCase());
}

/** @throws TypeError when the specification itself is wrong (see `defineSurface`) */
export function propertyTable(
  typeName: string,
  specs: Readonly<Record<string, PropertySpec>>,
  settings: TableSettings,
): PropertyTable {
  const entries = Object.entries(specs).map(
    ([wire, spec]) => [wire, property(wire, spec, settings)] as const,
  );
  return { typeName, find: lookup(entries, settings.anyCase) };
}

function property(wire: string, spec: PropertySpec, settings: TableSettings): Property {
  switch (spec.type) {
    case "navigation":
      return { kind: "navigation", wire, name: wire, column: undefined, selectable: true, spec };
    case "complex":
      return complex(wire, spec, settings);
    case "collection":
      return collection(wire, spec, settings);
    default:
      return scalar(wire, spec, settings);
  }
}

function base(wire: string, spec: Exclude<PropertySpec, NavigationSpec>): Base {
  const name = spec.name ?? wire;
  requireIdentifier(name);
  if (spec.column !== undefined) requireIdentifier(spec.column);
  return { wire, name, column: spec.column, selectable: spec.selectable ?? true };
}

const ALL: readonly Operator[] = ["eq", "ne", "gt", "ge", "lt", "le", "in"];
const EQUALITY: readonly Operator[] = ["eq", "ne", "in"];

function scalar(wire: string, spec: ScalarSpec | EnumSpec, settings: TableSettings): ScalarProperty {
  const filterable = spec.filterable ?? false;
  const sortable = spec.sortable ?? false;
  if (filterable || sortable) requirePlace(wire, spec.column, settings);
  const unordered = spec.type === "enum" || spec.type === "guid" || spec.type === "boolean";
  return {
    ...base(wire, spec),
    kind: "scalar",
    type: spec.type === "enum" ? "string" : spec.type,
    enumeration: spec.type === "enum" ? enumeration(spec, settings) : undefined,
    filterable,
    sortable,
    nullable: spec.nullable ?? true,
    operators: (spec.operators ?? ALL).filter((operator) => !unordered || EQUALITY.includes(operator)),
  };
}

function enumeration(spec: EnumSpec, settings: TableSettings): Enumeration {
  const { members } = spec;
  const entries = isList(members)
    ? members.map((member) => [member, [member]] as const)
    : Object.entries(members).map(
        ([wire, stored]) =>
          [wire, stored === null || typeof stored === "string" ? [stored] : stored] as const,
      );
  const order = [...new Set(entries.flatMap(([, stored]) => stored))];
  return { typeName: spec.enumType, find: lookup(entries, settings.anyCase), order };
}

function isList(members: EnumSpec["members"]): members is readonly string[] {
  return Array.isArray(members);
}

function complex(wire: string, spec: ComplexSpec, settings: TableSettings): ComplexProperty {
  const inside = { ...settings, hasDocument: true };
  const types = new Map(
    Object.entries(spec.derived?.types ?? {}).map(([typeName, type]) => {
      const all = { ...spec.properties, ...type.properties };
      return [typeName, { value: type.value, properties: propertyTable(typeName, all, inside) }] as const;
    }),
  );
  const discriminator = spec.derived?.discriminator ?? "kind";
  requireIdentifier(discriminator);
  return {
    ...base(wire, spec),
    kind: "complex",
    properties: propertyTable(spec.complexType, spec.properties, inside),
    discriminator,
    cast: (typeName) => types.get(typeName),
  };
}

function collection(wire: string, spec: CollectionSpec, settings: TableSettings): CollectionProperty {
  const filterable = spec.filterable ?? false;
  if (filterable) requirePlace(wire, spec.column, settings);
  const inside = { ...settings, hasDocument: true };
  const element =
    spec.element.type === "complex"
      ? complex(wire, spec.element, inside)
      : scalar(wire, spec.element, inside);
  return { ...base(wire, spec), kind: "collection", filterable, element };
}

function requirePlace(wire: string, column: string | undefined, settings: TableSettings): void {
  if (column === undefined && !settings.hasDocument)
    throw new TypeError(`${wire} has no column and no document`);
}
