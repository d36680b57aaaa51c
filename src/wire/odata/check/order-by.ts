import type { Ordering } from "../query.ts";
import type { Surface } from "../surface.ts";
import type { OrderByNode } from "../tree.ts";
import { type Context, refusal } from "./context.ts";
import { ownValue, sortableValue } from "./path.ts";

/** The client's keys, or the surface's own, and behind them the key that makes the order total. */
export function checkOrderBy(
  surface: Surface,
  nodes: readonly OrderByNode[] | undefined,
): readonly Ordering[] {
  const wanted = nodes
    ? nodes.map((node) => checkKey(surface, node))
    : surface.order.default.map(ownOrdering(surface));
  requireDistinct(surface, wanted, nodes);
  const key = ownOrdering(surface)({ property: surface.order.key, descending: false });
  return wanted.some((ordering) => sameProperty(ordering, key)) ? wanted : [...wanted, key];
}

function contextOf(surface: Surface): Context {
  return { surface, option: "$orderby", variables: [] };
}

function checkKey(surface: Surface, node: OrderByNode): Ordering {
  const context = contextOf(surface);
  const { expression, descending } = node;
  if (expression.kind === "path") return { operand: sortableValue(context, expression), descending };
  const detail = "Only ordering by properties is supported in the $orderby query option.";
  throw refusal(context, "property-not-allowed", expression.position, detail);
}

function ownOrdering(surface: Surface) {
  return ({
    property,
    descending,
  }: {
    readonly property: string;
    readonly descending: boolean;
  }): Ordering => {
    const found = surface.properties.find(property);
    if (!found) throw new TypeError(`${surface.type} has no ${property}`);
    return { operand: ownValue(surface, found), descending };
  };
}

function requireDistinct(
  surface: Surface,
  orderings: readonly Ordering[],
  nodes: readonly OrderByNode[] = [],
): void {
  orderings.forEach((ordering, index) => {
    if (!orderings.slice(0, index).some((earlier) => sameProperty(earlier, ordering))) return;
    const position = nodes[index]?.expression.position ?? 0;
    const detail = `Duplicate property named '${ordering.operand.property.wire}' is not supported in '$orderby'.`;
    throw refusal(contextOf(surface), "duplicate-item", position, detail);
  });
}

function sameProperty(left: Ordering, right: Ordering): boolean {
  return left.operand.path.join("/") === right.operand.path.join("/");
}
