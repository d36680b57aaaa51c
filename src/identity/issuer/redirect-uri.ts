import { isLoopback } from "../trusted-issuer.ts";
import type { StandInApp } from "./directory.ts";

const URI_LENGTH_MAX = 2_048;
/** What parsers disagree about, and so do not belong into an address that a secret is sent to. */
const AMBIGUOUS = /[\p{C}\s\\#]/u;
const HOST_PORT_PATH = /^(http:\/\/(?:\[[^\]]*\]|[^/?:@[]+))(?::\d{1,5})?(\/.*)?$/;

/**
 * Whether an application registered a redirect URI: compared exactly (RFC 9700 § 4.1.3), but for the port of a loopback
 * address, which native applications choose at run time (RFC 8252 § 7.3).
 */
export function isRegisteredRedirectUri({ redirectUris = [] }: StandInApp, wanted: string): boolean {
  if (wanted.length > URI_LENGTH_MAX || AMBIGUOUS.test(wanted)) return false;
  return redirectUris.some((registered) => registered === wanted || isSameButPort(registered, wanted));
}

/** Compared as text: a parser would let other spellings of the path pass as this one. */
function isSameButPort(registered: string, wanted: string): boolean {
  const own = URL.parse(registered);
  if (own === null || own.protocol !== "http:" || !isLoopback(own.hostname)) return false;
  return URL.canParse(wanted) && withoutPort(wanted) === withoutPort(registered);
}

function withoutPort(uri: string): string {
  const [, host, path = "/"] = HOST_PORT_PATH.exec(uri) ?? [uri, uri];
  return `${host}${path}`;
}
