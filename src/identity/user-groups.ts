import type { UserPrincipal } from "./principal.ts";

/** A user group as configured. A member with an `@` is a user principal name, any other one an object id. */
export interface UserGroup {
  readonly name: string;
  /** What `groups` of a token names it by. */
  readonly id?: string | undefined;
  readonly members: readonly string[];
}

/** A person as configured. */
export interface KnownUser {
  readonly userPrincipalName: string;
  readonly objectId: string;
}

/** The names of the groups that a person is in: by the configured members, or by the group ids in the token. */
export function userGroupsOf(
  principal: UserPrincipal,
  groups: readonly UserGroup[],
  users: readonly KnownUser[],
): ReadonlySet<string> {
  const memberNames = memberNamesOf(principal, users);
  const ids = new Set(principal.groups.map(folded));
  const own = groups.filter(
    ({ id, members }) =>
      (id !== undefined && ids.has(folded(id))) || members.some((member) => memberNames.has(folded(member))),
  );
  return new Set(own.map((group) => group.name));
}

/** The configured person with the object id of the token. A name alone never finds one: names are given anew. */
export function knownUserOf<T extends KnownUser>(
  principal: UserPrincipal,
  users: readonly T[],
): T | undefined {
  const objectId = folded(principal.objectId);
  return users.find((user) => folded(user.objectId) === objectId);
}

/**
 * What the person may be listed as. The name in the token counts only while nobody else is configured under it, so that
 * an account made anew under an old name does not inherit.
 */
function memberNamesOf(principal: UserPrincipal, users: readonly KnownUser[]): ReadonlySet<string> {
  const name = folded(principal.userPrincipalName);
  const self = knownUserOf(principal, users);
  const holder = users.find((user) => folded(user.userPrincipalName) === name);
  const names = [
    ...(self ? [folded(self.userPrincipalName)] : []),
    ...(holder === undefined || holder === self ? [name] : []),
  ].filter((each) => each.includes("@"));
  // Where an issuer lets people choose their subject, one that looks like a name must not pass for it.
  const objectId = principal.objectId.includes("@") ? [] : [folded(principal.objectId)];
  return new Set([...names, ...objectId]);
}

/** Lower case for ASCII alone: with Unicode's rules the Kelvin sign would pass for a k. */
function folded(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
