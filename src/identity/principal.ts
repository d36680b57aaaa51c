/** An application that signed in as itself: its permissions are the `roles` of its token and hold for the whole tenant. */
export interface ApplicationPrincipal {
  readonly kind: "application";
  /** Lower-case GUID of the tenant whose data is meant: the token's `tid`, never anything from the URL. */
  readonly tenantId: string;
  readonly appId: string;
  /** Application permissions, such as `Incident.Read.All`. */
  readonly roles: readonly string[];
}

/** A person, acting through an application. */
export interface UserPrincipal {
  readonly kind: "user";
  readonly tenantId: string;
  readonly appId: string;
  readonly objectId: string;
  /** Empty when the token names none that can be trusted. */
  readonly userPrincipalName: string;
  /** Delegated permissions, such as `Incident.Read`. */
  readonly scopes: readonly string[];
  /** Template ids of the Entra directory roles in the token's `wids`. */
  readonly directoryRoles: readonly string[];
  /** Object ids of the user groups in the token's `groups`. */
  readonly groups: readonly string[];
}

/** Who calls, as a verified access token says (contract/defender.md § 2.3). */
export type Principal = ApplicationPrincipal | UserPrincipal;
