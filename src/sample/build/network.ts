import type {
  IpEvidence,
  NetworkConnectionEvidence,
  UrlEvidence,
} from "../../domain/evidence/network-evidence.ts";
import type { GeoLocation } from "../../domain/evidence/parts.ts";
import type { Marks, Seen } from "./seen.ts";

/** A place that an address was looked up to. */
export interface Place extends GeoLocation {
  readonly countryLetterCode: string;
}

export const PLACES = {
  office: place("DE", "Germany", "Hamburg", 53.55, 9.99),
  faraway: place("AU", "Australia", "Hobart", -42.88, 147.33),
  hosting: place("NL", "Netherlands", "Rotterdam", 51.92, 4.48),
  exit: place("IS", "Iceland", "Akureyri", 65.68, -18.09),
} as const;

function place(code: string, countryName: string, city: string, latitude: number, longitude: number): Place {
  return { countryLetterCode: code, countryName, city, latitude, longitude };
}

/** An address of RFC 5737 or RFC 3849: nobody on the internet is ever named. */
export function ipSeen(seen: Seen, ipAddress: string, marks: Marks = {}, at?: Place): IpEvidence {
  const base: IpEvidence = { kind: "ipEvidence", ...seen(marks), ipAddress };
  if (at === undefined) return base;
  const { countryLetterCode, ...location } = at;
  return { ...base, countryLetterCode, location };
}

export function urlSeen(seen: Seen, url: string, marks: Marks = {}): UrlEvidence {
  return { kind: "urlEvidence", ...seen(marks), url };
}

export interface Connection {
  readonly from: string;
  readonly fromPort: number;
  readonly to: string;
  readonly toPort: number;
}

export function connectionSeen(
  seen: Seen,
  connection: Connection,
  marks: Marks = {},
): NetworkConnectionEvidence {
  return {
    kind: "networkConnectionEvidence",
    ...seen(marks),
    protocol: "tcp",
    sourceAddress: ipSeen(seen, connection.from, { roles: ["source"] }),
    sourcePort: connection.fromPort,
    destinationAddress: ipSeen(seen, connection.to, { roles: ["destination"] }),
    destinationPort: connection.toPort,
  };
}
