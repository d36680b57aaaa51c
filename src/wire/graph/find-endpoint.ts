import type { Endpoint } from "../endpoint.ts";

/** An operation that a path and verb name, with the path's parameters. */
export interface Found {
  readonly endpoint: Endpoint;
  readonly params: Readonly<Record<string, string>>;
}

/** What a path leads to: an operation, verbs that would do, or the first segment that nothing knows. */
export type Lookup = Found | { readonly allowed: readonly string[] } | { readonly unknownSegment: string };

/** Finds an operation by a path in its plain form (path.ts), with its segments in any case (contract/graph.md § 1). */
export function findEndpoint(endpoints: readonly Endpoint[], method: string, path: string): Lookup {
  const segments = path.split("/").slice(1).map(decoded);
  const candidates = endpoints
    .map((endpoint) => ({ endpoint, params: paramsOf(endpoint, segments) }))
    .filter(({ params }) => params !== undefined)
    .toSorted((a, b) => Object.keys(a.params ?? {}).length - Object.keys(b.params ?? {}).length);
  const [first] = candidates;
  if (first === undefined) return { unknownSegment: firstUnknown(endpoints, segments) };
  // Of `/incidents/$count` and `/incidents/:id`, the one that says more is meant.
  const meant = candidates.filter(({ endpoint }) => endpoint.path === first.endpoint.path);
  for (const { endpoint, params = {} } of meant) if (endpoint.method === method) return { endpoint, params };
  return { allowed: meant.map(({ endpoint }) => endpoint.method) };
}

/** The first segment behind those that some path begins with; the last one when all of them do. */
export function firstUnknown(endpoints: readonly Endpoint[], segments: readonly string[]): string {
  const known = Math.max(0, ...endpoints.map(({ path }) => agreeing(path.split("/").slice(1), segments)));
  return segments[known] ?? segments.at(-1) ?? "";
}

function agreeing(template: readonly string[], segments: readonly string[]): number {
  const end = segments.findIndex((segment, at) => !fits(template[at], segment));
  return end < 0 ? segments.length : end;
}

function fits(template: string | undefined, segment: string): boolean {
  if (template === undefined) return false;
  return template.startsWith(":") ? segment !== "" : template.toLowerCase() === segment.toLowerCase();
}

function paramsOf(
  { path }: Endpoint,
  segments: readonly string[],
): Readonly<Record<string, string>> | undefined {
  const template = path.split("/").slice(1);
  if (template.length !== segments.length || !template.every((part, at) => fits(part, segments[at] ?? "")))
    return undefined;
  const params = template.flatMap((part, at): readonly (readonly [string, string])[] =>
    part.startsWith(":") ? [[part.slice(1), segments[at] ?? ""]] : [],
  );
  return Object.fromEntries(params);
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
