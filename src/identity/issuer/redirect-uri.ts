import { isLoopback } from "../trusted-issuer.ts";
import type { StandInApp } from "./directory.ts";

const URI_LENGTH_MAX = 2_048;
/** What parsers disagree about, and so do not belong into an address that a secret is sent to. */
const AMBIGUOUS = /[\p{C}\s\\#]/u;

/**
 * Whether an application registered a redirect URI: compared exactly (RFC 9700 § 4.1.3), but for the port of a loopback
 * address, which native applications choose at run time (RFC 8252 § 7.3).
 */
export function isRegisteredRedirectUri({ redirectUris = [] }: StandInApp, wanted: string): boolean {
  if (wanted.length > URI_LENGTH_MAX || AMBIGUOUS.test(wanted)) return false;
  return redirectUris.some((registered) => registered === wanted || isSameButPort(registered, wanted));
}

function isSameButPort(registered: string, wanted: string): boolean {
  const [own, other] = [URL.parse(registered), URL.parse(wanted)];
  if (own === null || other === null || other.protocol !== "http:" || !isLoopback(other.hostname))
    return false;
  if (other.username !== "" || other.password !== "") return false;
  return (
    own.protocol === other.protocol &&
    own.hostname === other.hostname &&
    own.pathname === other.pathname &&
    own.search === other.search
  );
}
