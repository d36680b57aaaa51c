import { SENTINEL } from "./enum-types.ts";

/** Where nearly every tenant's links lead: ready text has it, and only answers for other clouds are changed. */
const USUAL_PORTAL = "https://security.microsoft.com";

/**
 * Stands on both sides of a member that not every client knows. Compact JSON holds no control characters, so that it cannot be
 * mistaken for anything that came in a document.
 */
const LATE = "\x01";

/** What in ready text differs from answer to answer. */
export interface Filling {
  readonly portalBase: string;
  /** Whether members that are newer than `unknownFutureValue` are told (contract/graph.md § 5.5). */
  readonly lateMembers: boolean;
}

/** A link into the portal of the tenant; `path` begins with a slash. Its property's name ends in `WebUrl`. */
export function portalLinkText(path: string, tenantId: string): string {
  return JSON.stringify(`${USUAL_PORTAL}${path}?tid=${tenantId}`);
}

/** A member that not every client knows. */
export function lateMemberText(member: string): string {
  return `"${LATE}${JSON.stringify(member).slice(1, -1)}${LATE}"`;
}

const LATE_MEMBER = new RegExp(`${LATE}([^${LATE}]*)${LATE}`, "g");
/** Inside a string a quote is escaped, so that this is the end of a property's name and the start of its value. */
const LINK = `WebUrl":"${USUAL_PORTAL}/`;

/** The text of an answer, made of ready texts. */
export function filled(text: string, { portalBase, lateMembers }: Filling): string {
  const linked = portalBase === USUAL_PORTAL ? text : text.replaceAll(LINK, `WebUrl":"${portalBase}/`);
  return linked.includes(LATE) ? linked.replace(LATE_MEMBER, lateMembers ? "$1" : SENTINEL) : linked;
}
