/**
 * A refusal of the sign-in. The named constructors below are Entra's, one for each AADSTS code that the stand-in gives
 * (contract/defender.md § 2.2, and the vendor's list of sign-in errors).
 */
export class SignInError extends Error {
  readonly status: 400 | 401;
  /** The OAuth 2.0 error (RFC 6749 §§ 4.1.2.1 and 5.2). */
  readonly error: string;
  readonly aadsts: number;

  constructor(status: 400 | 401, error: string, aadsts: number, message: string) {
    super(message);
    this.name = "SignInError";
    this.status = status;
    this.error = error;
    this.aadsts = aadsts;
  }
}

const QUOTED_LENGTH_MAX = 200;

// What is asked, and of whom

export function tenantNotFound(tenant: string): SignInError {
  return invalidRequest(
    90002,
    `Tenant '${quoted(tenant)}' not found. Check to make sure you have the correct tenant ID and are signing into ` +
      "the correct cloud.",
  );
}

export function noTenantNamed(): SignInError {
  return invalidRequest(
    50059,
    "No tenant-identifying information found in either the request or implied by any provided credentials.",
  );
}

export function grantNeedsTenant(): SignInError {
  return invalidRequest(
    9001023,
    "The grant type is not supported over the /common or /consumers endpoints. Please use the /organizations or " +
      "tenant-specific endpoint.",
  );
}

export function unknownInstance(): SignInError {
  return new SignInError(400, "invalid_instance", 50049, "Unknown or invalid instance.");
}

export function missingParameter(name: string): SignInError {
  return invalidRequest(900144, `The request body must contain the following parameter: '${name}'.`);
}

export function missingField(name: string): SignInError {
  return invalidRequest(
    90014,
    `The required field '${name}' is missing from the credential. Ensure that you have all the necessary parameters ` +
      "for the login request.",
  );
}

export function duplicatedParameter(name: string): SignInError {
  return invalidRequest(
    9000411,
    `The request is not properly formatted. The parameter '${quoted(name)}' is duplicated.`,
  );
}

export function unreadableBody(): SignInError {
  return invalidRequest(90100, "The request body is not valid.");
}

export function malformedRequest(): SignInError {
  return invalidRequest(9000410, "Malformed request.");
}

export function unsupportedGrantType(grantType: string): SignInError {
  const message = `The app requested an unsupported grant type '${quoted(grantType)}'.`;
  return new SignInError(400, "unsupported_grant_type", 70003, message);
}

// Applications and their credentials

export function applicationNotFound(appId: string, tenantName: string): SignInError {
  const message =
    `Application with identifier '${quoted(appId)}' was not found in the directory '${tenantName}'. This can happen ` +
    "if the application has not been installed by the administrator of the tenant.";
  return new SignInError(400, "unauthorized_client", 700016, message);
}

export function notMultiTenant(appId: string): SignInError {
  return invalidRequest(
    50194,
    `Application '${quoted(appId)}' is not configured as a multi-tenant application. Usage of the /common endpoint ` +
      "is not supported for such apps. Use a tenant-specific endpoint or configure the application to be multi-tenant.",
  );
}

export function missingCredential(): SignInError {
  return invalidClient(
    7000216,
    "'client_assertion' or 'client_secret' is required for the 'client_credentials' grant type.",
  );
}

export function confidentialWithoutCredential(): SignInError {
  return invalidClient(
    7000218,
    "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
  );
}

export function publicWithCredential(): SignInError {
  return invalidClient(
    700025,
    "Client is public so neither 'client_assertion' nor 'client_secret' should be presented.",
  );
}

export function invalidSecret(appId: string): SignInError {
  return invalidClient(
    7000215,
    "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not " +
      `the client secret ID, for a secret added to app '${appId}'.`,
  );
}

export function expiredSecret(appId: string): SignInError {
  return invalidClient(7000222, `The provided client secret keys for app '${appId}' are expired.`);
}

export function malformedAssertion(): SignInError {
  return invalidClient(50027, "JWT token is invalid or malformed.");
}

export function unsupportedAssertionType(): SignInError {
  return invalidRequest(70003, "The provided value for 'client_assertion_type' is not supported.");
}

export function unregisteredCertificate(): SignInError {
  return invalidClient(
    700027,
    "The certificate with identifier used to sign the client assertion is not registered on application. [Reason - " +
      "The key was not found.]",
  );
}

export function badAssertionSignature(): SignInError {
  return invalidClient(700027, "Client assertion failed signature validation.");
}

export function assertionOfAnother(): SignInError {
  return invalidClient(
    700021,
    "Client assertion application identifier doesn't match 'client_id' parameter.",
  );
}

export function assertionForAnotherAudience(): SignInError {
  return invalidClient(700023, "Client assertion audience claim does not match Realm issuer.");
}

export function assertionOutOfTime(): SignInError {
  return invalidClient(700024, "Client assertion is not within its valid time range.");
}

export function certificateOutOfTime(): SignInError {
  return invalidClient(1000502, "The provided certificate is not within its specified validity period.");
}

// Resources and scopes

export function badScope(scope: string): SignInError {
  const message =
    "The provided request must include a 'scope' input parameter. The provided value for the input parameter " +
    `'scope' is not valid. The scope ${quoted(scope)} is not valid.`;
  return new SignInError(400, "invalid_scope", 70011, message);
}

export function scopeWithoutDefault(scope: string): SignInError {
  const message =
    `The provided value for scope ${quoted(scope)} is not valid. Client credential flows must have a scope value ` +
    "with /.default suffixed to the resource identifier (application ID URI).";
  return new SignInError(400, "invalid_scope", 1002012, message);
}

export function severalResources(): SignInError {
  const message =
    "Provided value for the input parameter scope is not valid because it contains more than one resource.";
  return new SignInError(400, "invalid_scope", 28000, message);
}

export function resourceNotFound(resource: string, tenantName: string): SignInError {
  const message =
    `The resource principal named ${quoted(resource)} was not found in the tenant named ${tenantName}. This can ` +
    "happen if the application has not been installed by the administrator of the tenant.";
  return new SignInError(400, "invalid_resource", 500011, message);
}

export function consentRequired(appId: string, appName: string): SignInError {
  return invalidGrant(
    65001,
    `The user or administrator has not consented to use the application with ID '${appId}' named '${appName}'. Send ` +
      "an interactive authorization request for this user and resource.",
  );
}

// People

export function userNotFound(userPrincipalName: string): SignInError {
  return invalidGrant(
    50034,
    `The user account ${quoted(userPrincipalName)} does not exist in the directory.`,
  );
}

export function wrongPassword(): SignInError {
  return invalidGrant(50126, "Error validating credentials due to invalid username or password.");
}

export function userOfAnotherTenant(): SignInError {
  return invalidGrant(50020, "User account from identity provider does not exist in the tenant.");
}

export function signInRequired(): SignInError {
  const message = "A silent sign-in request was sent but no user is signed in.";
  return new SignInError(400, "login_required", 50058, message);
}

export function declined(): SignInError {
  return new SignInError(400, "access_denied", 65004, "User declined to consent to access the app.");
}

// Authorization codes and refresh tokens

export function unknownRedirectUri(redirectUri: string, appId: string): SignInError {
  return invalidRequest(
    50011,
    `The redirect URI '${quoted(redirectUri)}' specified in the request does not match the redirect URIs configured ` +
      `for the application '${appId}'. Make sure the redirect URI sent in the request matches one added to your application.`,
  );
}

export function otherRedirectUri(): SignInError {
  return invalidGrant(
    500112,
    "The reply address does not match the reply address provided when requesting Authorization code.",
  );
}

export function unsupportedResponseType(responseType: string): SignInError {
  const message = `response_type '${quoted(responseType)}' is not enabled for the application.`;
  return new SignInError(400, "unsupported_response_type", 700054, message);
}

export function unsupportedResponseMode(): SignInError {
  return invalidRequest(70007, "'response_mode' is not a supported value when requesting a token.");
}

export function badCodeChallenge(): SignInError {
  return invalidRequest(50147, "The code challenge or its method is not valid.");
}

export function wrongCodeVerifier(): SignInError {
  return invalidGrant(
    501481,
    "The Code_Verifier does not match the code_challenge supplied in the authorization request.",
  );
}

export function invalidCode(): SignInError {
  return invalidGrant(70000, "The provided value for the 'code' parameter is not valid.");
}

export function redeemedCode(): SignInError {
  return invalidGrant(
    54005,
    "OAuth2 Authorization code was already redeemed, please retry with a new valid code.",
  );
}

export function codeOfAnotherTenant(): SignInError {
  return invalidGrant(
    700005,
    "The provided authorization code is intended to use against other tenant, thus rejected.",
  );
}

export function invalidRefreshToken(): SignInError {
  return invalidGrant(70000, "The provided value for the 'refresh_token' parameter is not valid.");
}

export function expiredGrant(): SignInError {
  return invalidGrant(
    70008,
    "The provided authorization code or refresh token has expired due to inactivity. Send a new interactive " +
      "authorization request for this user and resource.",
  );
}

// Device codes

export function authorizationPending(): SignInError {
  const message = "OAuth 2.0 device flow error. Authorization is pending. Continue polling.";
  return new SignInError(400, "authorization_pending", 70016, message);
}

export function declinedOnDevice(): SignInError {
  const message = "User declined to authorize the application on the device.";
  return new SignInError(400, "authorization_declined", 70021, message);
}

export function badDeviceCode(): SignInError {
  return new SignInError(400, "bad_verification_code", 70018, "Invalid verification code.");
}

export function expiredDeviceCode(): SignInError {
  return new SignInError(400, "expired_token", 70019, "Verification code expired.");
}

// Tokens that are exchanged for others

export function badUserAssertion(): SignInError {
  return invalidGrant(50013, "Assertion failed signature validation or is not within its valid time range.");
}

export function assertionForAnotherApp(): SignInError {
  return invalidGrant(
    500131,
    "Assertion audience does not match the Client app presenting the assertion. The audience in the assertion was " +
      "not the application presenting it.",
  );
}

export function assertionOfApplication(appId: string): SignInError {
  return invalidGrant(
    7000114,
    `Application '${appId}' is not allowed to make application on-behalf-of calls.`,
  );
}

function invalidRequest(aadsts: number, message: string): SignInError {
  return new SignInError(400, "invalid_request", aadsts, message);
}

function invalidClient(aadsts: number, message: string): SignInError {
  return new SignInError(401, "invalid_client", aadsts, message);
}

function invalidGrant(aadsts: number, message: string): SignInError {
  return new SignInError(400, "invalid_grant", aadsts, message);
}

function quoted(text: string): string {
  return text.slice(0, QUOTED_LENGTH_MAX).replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "\u{fffd}");
}
