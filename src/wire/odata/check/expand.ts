import { excerpt } from "../odata-error.ts";
import type { NavigationProperty } from "../property-table.ts";
import type { Expansion } from "../query.ts";
import type { Surface } from "../surface.ts";
import type { ExpandNode } from "../tree.ts";
import { checkQuery } from "./check.ts";
import { type Context, refusal } from "./context.ts";

/** The navigation properties that `$expand` names, each with its own query on its own surface. */
export function checkExpand(surface: Surface, nodes: readonly ExpandNode[] = []): readonly Expansion[] {
  const context: Context = { surface, option: "$expand", variables: [] };
  const seen = new Set<string>();
  return nodes.map((node) => {
    const property = navigation(context, node);
    if (seen.has(property.wire)) {
      const detail = `The navigation property '${property.wire}' was named more than once in the $expand query option.`;
      throw refusal(context, "duplicate-item", node.path.position, detail);
    }
    seen.add(property.wire);
    const target = { ...property.spec.surface, options: property.spec.options };
    return { property, query: checkQuery(node.options, target) };
  });
}

function navigation(context: Context, { path }: ExpandNode): NavigationProperty {
  const { properties } = context.surface;
  const [name = "", ...rest] = path.segments;
  const property = properties.find(name);
  if (!property) {
    const detail = `Could not find a property named '${excerpt(name)}' on type '${properties.typeName}'.`;
    throw refusal(context, "unknown-property", path.position, detail);
  }
  if (property.kind === "navigation" && rest.length === 0) return property;
  const detail = `The property '${excerpt(path.segments.join("/"))}' cannot be used in the $expand query option.`;
  throw refusal(context, "property-not-allowed", path.position, detail);
}
