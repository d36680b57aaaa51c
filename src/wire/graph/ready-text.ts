import { SENTINEL } from "./enum-types.ts";

/**
 * What in the ready text of an incident or alert differs from answer to answer. Compact JSON holds no control characters, so
 * these can stand for it without being mistaken for anything that came in a document.
 */
const PORTAL = "\x01";
const TENANT = "\x02";
const LATE = "\x03";

/** What an answer puts in their place. */
export interface Filling {
  readonly portalBase: string;
  readonly tenantId: string;
  /** Whether members that are newer than `unknownFutureValue` are told (contract/graph.md § 5.5). */
  readonly lateMembers: boolean;
}

export const TENANT_TEXT = `"${TENANT}"`;

/** A link into the portal of the tenant; `path` begins with a slash. */
export function portalLinkText(path: string): string {
  return `"${PORTAL}${path}?tid=${TENANT}"`;
}

/** A member that not every client knows. */
export function lateMemberText(member: string): string {
  return `"${LATE}${JSON.stringify(member).slice(1, -1)}${LATE}"`;
}

const LATE_MEMBER = new RegExp(`${LATE}([^${LATE}]*)${LATE}`, "g");

/** The text of an answer, made of ready texts. */
export function filled(text: string, { portalBase, tenantId, lateMembers }: Filling): string {
  const linked = text.replaceAll(PORTAL, portalBase).replaceAll(TENANT, tenantId);
  return linked.includes(LATE) ? linked.replace(LATE_MEMBER, lateMembers ? "$1" : SENTINEL) : linked;
}
