import { excerpt } from "../odata-error.ts";
import type { Property } from "../property-table.ts";
import type { Surface } from "../surface.ts";
import type { PathNode } from "../tree.ts";
import { type Context, refusal } from "./context.ts";

/** The wire names that `$select` lists, each once; undefined when it asks for everything. */
export function checkSelect(
  surface: Surface,
  nodes: readonly (PathNode | "*")[] | undefined,
): readonly string[] | undefined {
  if (!nodes) return undefined;
  const context: Context = { surface, option: "$select", variables: [] };
  const names = nodes.map((node) => (node === "*" ? node : selectable(context, node).wire));
  return names.includes("*") ? undefined : [...new Set(names)];
}

function selectable(context: Context, node: PathNode): Property {
  const { properties } = context.surface;
  const [name = "", ...rest] = node.segments;
  const property = properties.find(name);
  if (!property) {
    const detail = `Could not find a property named '${excerpt(name)}' on type '${properties.typeName}'.`;
    throw refusal(context, "unknown-property", node.position, detail);
  }
  if (property.selectable && rest.length === 0) return property;
  const detail = `The property '${excerpt(node.segments.join("/"))}' cannot be used in the $select query option.`;
  throw refusal(context, "property-not-allowed", node.position, detail);
}
