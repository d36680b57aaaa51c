/** The words of a 401, contract/defender.md § 8.3; those for a missing header are chosen (docs/differences.md). */
export const UNAUTHORIZED = {
  missing: "Missing Authorization header",
  malformed: "Invalid Authorization header",
  inactive: "Unauthorized request - reason of failure: Account mode is inactive",
} as const;

interface ClaimedToken {
  readonly appId?: string;
  readonly audience?: string;
  readonly issuer?: string;
  /** Seconds since 1970. */
  readonly validFrom?: number;
  readonly validTo?: number;
}

/** The observed wording, with what the refused token says of itself; its cut tail is completed in the same manner. */
export function invalidPayload(claimed: ClaimedToken): string {
  const { appId = "", audience = "", issuer = "", validFrom, validTo } = claimed;
  const validity = `valid from ${utc(validFrom)} to ${utc(validTo)}`;
  return `Invalid Authorization payload. AppId: ${appId}, Audience: ${audience}, Issuer: ${issuer}, Validity: ${validity}`;
}

function utc(seconds: number | undefined): string {
  if (seconds === undefined) return "";
  const instant = new Date(seconds * 1000);
  return Number.isNaN(instant.getTime()) ? "" : instant.toISOString().replace(".000", "");
}
