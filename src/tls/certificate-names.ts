import { isIP } from "node:net";
import { VENDOR_HOSTS } from "../domain/vendor-hosts.ts";

/** The names that every server certificate is for: this machine, and every host of the vendor. */
export const STANDARD_NAMES: readonly string[] = ["localhost", "127.0.0.1", "::1", ...VENDOR_HOSTS];

/** Loopback addresses, as the authority may vouch for them. */
export const LOOPBACK_RANGES = ["127.0.0.0/8", "::1/128"] as const;

export function isLoopbackAddress(address: string): boolean {
  return address === "::1" || (isIP(address) === 4 && address.startsWith("127."));
}

const LABEL = "[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?";
const DNS_NAME = new RegExp(`^${LABEL}(?:\\.${LABEL})*$`);

/** A name as a certificate has it, lower case and without the dot at its end; undefined for what is neither host nor address. */
export function certificateName(text: string): string | undefined {
  const name = text
    .trim()
    .toLowerCase()
    .replace(/^\[(.*)\]$/, "$1")
    .replace(/\.$/, "");
  if (isIP(name) !== 0) return canonicalAddress(name);
  return name.length <= 253 && DNS_NAME.test(name) ? name : undefined;
}

/** An address in its one spelling (RFC 5952); libraries write those of version 6 in several. */
export function canonicalAddress(address: string): string {
  if (isIP(address) !== 6) return address;
  return URL.parse(`http://[${address}]/`)?.hostname.slice(1, -1) ?? address;
}

export function isAddress(name: string): boolean {
  return isIP(name) !== 0;
}

/** The host names to permit an authority, so that it can vouch for these and nothing else: each covers those below it. */
export function permittedHosts(names: readonly string[]): readonly string[] {
  const hosts = names.filter((name) => !isAddress(name));
  return hosts.filter((host) => !hosts.some((other) => other !== host && host.endsWith(`.${other}`)));
}
