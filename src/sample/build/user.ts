import type { UserEvidence } from "../../domain/evidence/identity-evidence.ts";
import type { UserAccount } from "../../domain/evidence/parts.ts";
import { guidOf } from "../invented-ids.ts";
import type { Account } from "../tenant/people.ts";
import type { Marks, Seen } from "./seen.ts";

export function userSeen(seen: Seen, account: Account, marks: Marks = {}): UserEvidence {
  return { kind: "userEvidence", ...seen(marks), userAccount: accountOf(account) };
}

/** An account as evidence names it; local accounts have neither a cloud id nor a sign-in name. */
export function accountOf(account: Account): UserAccount {
  const { accountName, domainName, sid, objectId, userPrincipalName, displayName } = account;
  return {
    accountName,
    domainName,
    ...(sid === "" ? {} : { userSid: sid }),
    ...(objectId
      ? { azureAdUserId: objectId, activeDirectoryObjectGuid: guidOf(`directory object ${objectId}`) }
      : {}),
    ...(userPrincipalName ? { userPrincipalName } : {}),
    ...(displayName ? { displayName } : {}),
  };
}
