/** What a token says of itself, unverified and cut to a bounded length, for the vendor's wording of a refusal. */
export interface ClaimedToken {
  readonly appId?: string;
  readonly audience?: string;
  readonly issuer?: string;
  /** `nbf`, in seconds since 1970. */
  readonly validFrom?: number;
  /** `exp`, in seconds since 1970. */
  readonly validTo?: number;
}

/** What a client can do something about: get another token, or one for the right API. */
export type TokenProblem = "expired" | "audience";

/**
 * Why a caller is turned away, free of any dialect: the wire decides on words. The first five are a 401 for the client,
 * `issuer-unavailable` among them because nothing is let in that could not be verified; the others are a 403.
 */
export type RefusalDetail =
  | { readonly code: "missing-token" }
  | { readonly code: "malformed-token" }
  | {
      readonly code: "invalid-token";
      readonly claimed: ClaimedToken;
      readonly problem?: TokenProblem | undefined;
    }
  | { readonly code: "unknown-tenant"; readonly tenantId: string; readonly claimed: ClaimedToken }
  | { readonly code: "issuer-unavailable"; readonly issuer: string; readonly claimed: ClaimedToken }
  | {
      readonly code: "missing-roles";
      readonly required: readonly string[];
      readonly present: readonly string[];
    }
  | {
      readonly code: "missing-scopes";
      readonly required: readonly string[];
      readonly present: readonly string[];
    }
  | { readonly code: "missing-role-permission"; readonly required: readonly string[] };

export type RefusalCode = RefusalDetail["code"];

/** A caller is turned away. `message` is precise, for the log only: never shown to the caller, never holding a token. */
export class Refusal extends Error {
  readonly detail: RefusalDetail;

  constructor(detail: RefusalDetail, reason: string, options?: ErrorOptions) {
    super(reason, options);
    this.name = "Refusal";
    this.detail = detail;
  }

  get code(): RefusalCode {
    return this.detail.code;
  }

  /** The message under the name that the log uses. */
  get reason(): string {
    return this.message;
  }
}
