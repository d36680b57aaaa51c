/** Who asks. */
export type Caller =
  | { readonly kind: "application"; readonly appId: string }
  | {
      readonly kind: "user";
      readonly appId: string;
      readonly objectId: string;
      readonly userPrincipalName: string;
    }
  /** The person at the command line of this machine, who owns the data folder. */
  | { readonly kind: "operator"; readonly name: string };

/** Who a remark is by, for people to read. */
export function callerName(caller: Caller): string {
  if (caller.kind === "user") return caller.userPrincipalName || caller.objectId;
  return caller.kind === "application" ? caller.appId : caller.name;
}

/** The same as an incident's `lastModifiedBy` has it (contract/graph.md § 4.3). */
export function modifierName(caller: Caller): string {
  return caller.kind === "application" ? `API-App:${callerName(caller)}` : callerName(caller);
}

/**
 * What of a tenant the caller is exposed to. `limited` holds the services whose data the caller may view and the names
 * of the device groups open to the caller (the ungrouped devices have a name of their own, exposure/device-group.ts).
 */
export type Exposure =
  | { readonly kind: "everything" }
  | {
      readonly kind: "limited";
      readonly serviceSources: "all" | ReadonlySet<string>;
      readonly deviceGroups: ReadonlySet<string>;
    };

/**
 * The first argument of every store function: which tenant, for whom. There is no way to read without one, so that
 * tenant isolation and exposure are a property of the types.
 */
export interface Scope {
  readonly tenantId: string;
  readonly caller: Caller;
  readonly exposure: Exposure;
}

/** Guards what cannot be trimmed: ready text and originals are for scopes that see everything. */
export function requireEverything(scope: Scope): void {
  if (scope.exposure.kind !== "everything")
    throw new TypeError("a limited scope may not read whole documents");
}
