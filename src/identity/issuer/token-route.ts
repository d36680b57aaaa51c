import type { JsonObject } from "../../domain/json.ts";
import { grantAuthorizationCode } from "./authorization-code.ts";
import { authenticateClient, type Client, requireProof } from "./client-authentication.ts";
import { grantClientCredentials } from "./client-credentials.ts";
import { grantDeviceCode, startDeviceCode } from "./device-code.ts";
import type { Grant } from "./grant.ts";
import { grantOnBehalfOf } from "./on-behalf-of.ts";
import { grantPassword } from "./password.ts";
import { grantRefreshToken } from "./refresh-token.ts";
import { unsupportedGrantType } from "./sign-in-errors.ts";
import { tokenAnswer } from "./token-answers.ts";
import { refuseDuplicates, required, type TokenCall } from "./token-call.ts";

/** What each `grant_type` does with a client that is known by now. */
const GRANTS: Readonly<Record<string, (call: TokenCall, client: Client) => Grant | Promise<Grant>>> = {
  client_credentials: grantClientCredentials,
  authorization_code: proven(grantAuthorizationCode),
  refresh_token: proven(grantRefreshToken),
  password: proven(grantPassword),
  device_code: proven(grantDeviceCode),
  "urn:ietf:params:oauth:grant-type:device_code": proven(grantDeviceCode),
  "urn:ietf:params:oauth:grant-type:jwt-bearer": grantOnBehalfOf,
};

/**
 * Answers a token request (RFC 6749 § 5).
 *
 * @throws {SignInError}
 */
export async function answerToken(call: TokenCall): Promise<JsonObject> {
  refuseDuplicates(call.form);
  const grantType = required(call.form, "grant_type");
  const grant = Object.hasOwn(GRANTS, grantType) ? GRANTS[grantType] : undefined;
  if (grant === undefined) throw unsupportedGrantType(grantType);
  const client = await authenticateClient(call);
  return tokenAnswer(call.issuer, call.version, await grant(call, client));
}

/**
 * Answers a request for a device code (RFC 8628 § 3.2). As with Entra, a confidential client need not prove itself here.
 *
 * @throws {SignInError}
 */
export async function answerDeviceCode(call: TokenCall): Promise<JsonObject> {
  refuseDuplicates(call.form);
  return startDeviceCode(call, await authenticateClient(call));
}

function proven(grant: (call: TokenCall, client: Client) => Grant | Promise<Grant>) {
  return (call: TokenCall, client: Client) => {
    requireProof(client);
    return grant(call, client);
  };
}
