import type { JsonObject } from "../../domain/json.ts";
import type { Client } from "./client-authentication.ts";
import { DEVICE_CODE_MS } from "./device-codes.ts";
import { type Grant, grantToPerson, requestedScope } from "./grant.ts";
import { stillThere } from "./issuer.ts";
import {
  authorizationPending,
  badDeviceCode,
  codeOfAnotherTenant,
  declinedOnDevice,
  expiredDeviceCode,
  redeemedCode,
  userNotFound,
} from "./sign-in-errors.ts";
import { required, type TokenCall } from "./token-call.ts";

const POLL_SECONDS = 5;

/** Starts a device authorization (RFC 8628 § 3.2); version 1 writes numbers as text, and `verification_url`. */
export function startDeviceCode(call: TokenCall, { app }: Client): JsonObject {
  const { issuer, authority, origin, version } = call;
  const scope = requestedScope(call);
  const request = { appId: app.appId, authority: authority.name, scope };
  const { deviceCode, userCode } = issuer.deviceCodes.start(request, issuer.nowMs());
  const page = `${origin}/common/oauth2/deviceauth`;
  const message = `To sign in, use a web browser to open the page ${page} and enter the code ${userCode} to authenticate.`;
  const codes = { user_code: userCode, device_code: deviceCode };
  const seconds = DEVICE_CODE_MS / 1000;
  if (version === "v2") {
    return { ...codes, verification_uri: page, expires_in: seconds, interval: POLL_SECONDS, message };
  }
  return {
    ...codes,
    verification_url: page,
    expires_in: String(seconds),
    interval: String(POLL_SECONDS),
    message,
  };
}

/**
 * The device-code grant (RFC 8628 § 3.4): pending until a person entered the code, then good once, for the application
 * that asked for it.
 *
 * @throws {SignInError} 70016, 70018, 70019, 70021, 54005, 700005
 */
export function grantDeviceCode(call: TokenCall, client: Client): Grant {
  const { issuer, form, authority } = call;
  const deviceCode = form.get("device_code") || required(form, "code");
  const found = issuer.deviceCodes.find(deviceCode, issuer.nowMs());
  if (found === undefined || found.value.appId !== client.app.appId) throw badDeviceCode();
  const { value: request, expired } = found;
  if (request.now.state === "used") throw redeemedCode();
  if (expired) throw expiredDeviceCode();
  if (request.now.state === "declined") throw declinedOnDevice();
  if (request.now.state === "pending") throw authorizationPending();
  const { tenantId, objectId } = request.now;
  if (authority.tenant !== undefined && authority.tenant.id.toLowerCase() !== tenantId)
    throw codeOfAnotherTenant();
  issuer.deviceCodes.markUsed(deviceCode, request);
  const signedIn = stillThere(issuer, tenantId, objectId);
  if (signedIn === undefined) throw userNotFound(objectId);
  return grantToPerson(call, client, signedIn, request.scope);
}
