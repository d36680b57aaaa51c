const GRAPH_PATH = /^\/(?:v1\.0|beta)(?:[/?]|$)/i;
/** A key in OData's parentheses: quotes may be percent-encoded, and numbers have none. */
const KEY = /\((?:'|%27)([^/]*?)(?:'|%27)\)|\((\d+)\)/g;
const QUALIFIED = /\/microsoft\.graph\.(?:security\.)?(?=\w)/gi;
const DOLLAR = /\/%24/g;

/** Whether a URL is below one of the two versions. */
export function isGraphUrl(url: string): boolean {
  return GRAPH_PATH.test(url);
}

/**
 * A URL of Graph with the path in its plain form: `/incidents('29')` is `/incidents/29`, an action has its short name and
 * `%24count` its dollar sign (contract/graph.md § 1). Every other URL is given back as it is.
 */
export function graphUrl(url: string): string {
  if (!isGraphUrl(url)) return url;
  const end = url.indexOf("?");
  const [path, query] = end < 0 ? [url, ""] : [url.slice(0, end), url.slice(end)];
  const plain = path.replace(KEY, "/$1$2").replace(QUALIFIED, "/").replace(DOLLAR, "/$");
  return plain + query;
}
