import { excerpt } from "../odata-error.ts";
import type {
  CollectionProperty,
  ComplexProperty,
  Property,
  PropertyTable,
  ScalarProperty,
} from "../property-table.ts";
import type { Place, PropertyRef, Reference } from "../query.ts";
import type { Surface } from "../surface.ts";
import type { PathNode } from "../tree.ts";
import { type Context, refusal, type Variable } from "./context.ts";

/** Where a path has come to, and what stands there. */
interface Step {
  readonly property: Property;
  readonly reference: Reference;
}

/** A path that must end at a single value which `$filter` may use. */
export function filterableValue(context: Context, node: PathNode): PropertyRef {
  const { property, reference } = resolve(context, node);
  if (property.kind !== "scalar" || !property.filterable) throw notAllowed(context, property, node);
  return propertyRef(property, reference);
}

/** A path that must end at a collection which lambdas may walk. */
export function filterableCollection(context: Context, node: PathNode): [CollectionProperty, Reference] {
  const { property, reference } = resolve(context, node);
  if (property.kind !== "collection" || !property.filterable) throw notAllowed(context, property, node);
  return [property, reference];
}

/** A path that must end at a single value which `$orderby` may use. */
export function sortableValue(context: Context, node: PathNode): PropertyRef {
  const { property, reference } = resolve(context, node);
  if (property.kind !== "scalar" || !property.sortable) throw notAllowed(context, property, node);
  return propertyRef(property, reference);
}

/** A property of the surface by its wire name, whatever clients may do with it. */
export function ownValue(surface: Surface, property: Property): PropertyRef {
  if (property.kind !== "scalar") throw new TypeError(`${property.wire} has no order`);
  return propertyRef(property, rowReference(surface, property));
}

function propertyRef(property: ScalarProperty, reference: Reference): PropertyRef {
  return { kind: "property", property, ...reference };
}

function resolve(context: Context, node: PathNode): Step {
  const [first = "", ...rest] = node.segments;
  const variable = context.variables.find(({ name }) => name === first);
  let step = variable ? elementStep(variable) : rowStep(context, first, node);
  for (const segment of rest) step = follow(context, step, segment, node);
  return step;
}

function elementStep(variable: Variable): Step {
  return { property: variable.element, reference: variable.reference };
}

function rowStep(context: Context, name: string, node: PathNode): Step {
  const property = find(context, context.surface.properties, name, node);
  return { property, reference: rowReference(context.surface, property) };
}

function rowReference(surface: Surface, property: Property): Reference {
  const { table, document } = surface;
  const path = [property.name];
  const place: Place =
    property.column === undefined
      ? { kind: "document", table, column: document ?? "", path }
      : { kind: "column", table, column: property.column };
  return { root: 0, path, place, guards: [] };
}

function follow(context: Context, { property, reference }: Step, segment: string, node: PathNode): Step {
  if (property.kind !== "complex") throw notSingle(context, property, segment, node);
  if (segment.includes(".")) return cast(context, property, reference, segment, node);
  return member(context, property.properties, reference, segment, node);
}

function member(
  context: Context,
  properties: PropertyTable,
  reference: Reference,
  segment: string,
  node: PathNode,
): Step {
  const property = find(context, properties, segment, node);
  const path = [...reference.path, property.name];
  return { property, reference: { ...reference, path, place: inside(reference.place, property.name) } };
}

/** A type cast keeps the place; what the element is shows only in its discriminator. */
function cast(
  context: Context,
  property: ComplexProperty,
  reference: Reference,
  typeName: string,
  node: PathNode,
): Step {
  const type = property.cast(typeName);
  if (type === undefined) {
    const detail = `The type '${excerpt(typeName)}' is not defined in the model.`;
    throw refusal(context, "unknown-type", node.position, detail);
  }
  const guard = {
    path: [...reference.path, property.discriminator],
    place: inside(reference.place, property.discriminator),
    value: type.value,
  };
  const narrowed: ComplexProperty = { ...property, properties: type.properties };
  return { property: narrowed, reference: { ...reference, guards: [...reference.guards, guard] } };
}

function inside(place: Place, name: string): Place {
  if (place.kind !== "column") return { ...place, path: [...place.path, name] };
  return { kind: "document", table: place.table, column: place.column, path: [name] };
}

function find(context: Context, properties: PropertyTable, name: string, node: PathNode): Property {
  const property = properties.find(name);
  if (property) return property;
  const detail = `Could not find a property named '${excerpt(name)}' on type '${properties.typeName}'.`;
  throw refusal(context, "unknown-property", node.position, detail);
}

function notAllowed(context: Context, property: Property, node: PathNode) {
  const detail = `The property '${property.wire}' cannot be used in the ${context.option} query option.`;
  return refusal(context, "property-not-allowed", node.position, detail);
}

function notSingle(context: Context, property: Property, segment: string, node: PathNode) {
  if (property.kind === "navigation") return notAllowed(context, property, node);
  const parent = `The parent value for a property access of a property '${excerpt(segment)}' is not a single value.`;
  const detail = `${parent} Property access can only be applied to a single value.`;
  return refusal(context, "type-mismatch", node.position, detail);
}
