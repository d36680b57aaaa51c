/**
 * A refusal of the token endpoint. The named constructors below are Entra's, one for each AADSTS code that the stand-in
 * gives (contract/defender.md § 2.2).
 */
export class TokenEndpointError extends Error {
  readonly status: 400 | 401;
  /** The OAuth 2.0 error (RFC 6749 § 5.2). */
  readonly error: string;
  readonly aadsts: number;

  constructor(status: 400 | 401, error: string, aadsts: number, message: string) {
    super(message);
    this.name = "TokenEndpointError";
    this.status = status;
    this.error = error;
    this.aadsts = aadsts;
  }
}

const QUOTED_LENGTH_MAX = 200;

export function tenantNotFound(tenant: string): TokenEndpointError {
  const message =
    `Tenant '${quoted(tenant)}' not found. Check to make sure you have the correct tenant ID and are signing into ` +
    "the correct cloud.";
  return new TokenEndpointError(400, "invalid_request", 90002, message);
}

export function missingParameter(name: string): TokenEndpointError {
  const message = `The request body must contain the following parameter: '${name}'.`;
  return new TokenEndpointError(400, "invalid_request", 900144, message);
}

export function duplicatedParameter(name: string): TokenEndpointError {
  const message = `The request is not properly formatted. The parameter '${quoted(name)}' is duplicated.`;
  return new TokenEndpointError(400, "invalid_request", 9000411, message);
}

export function unreadableBody(): TokenEndpointError {
  return new TokenEndpointError(400, "invalid_request", 90100, "The request body is not valid.");
}

export function unsupportedGrantType(grantType: string): TokenEndpointError {
  const message = `The app requested an unsupported grant type '${quoted(grantType)}'.`;
  return new TokenEndpointError(400, "unsupported_grant_type", 70003, message);
}

export function applicationNotFound(appId: string, tenantName: string): TokenEndpointError {
  const message =
    `Application with identifier '${quoted(appId)}' was not found in the directory '${tenantName}'. This can happen ` +
    "if the application has not been installed by the administrator of the tenant.";
  return new TokenEndpointError(400, "unauthorized_client", 700016, message);
}

export function missingCredential(): TokenEndpointError {
  const message =
    "'client_assertion' or 'client_secret' is required for the 'client_credentials' grant type.";
  return new TokenEndpointError(401, "invalid_client", 7000216, message);
}

export function unregisteredCertificate(): TokenEndpointError {
  const message =
    "The certificate with identifier used to sign the client assertion is not registered on application.";
  return new TokenEndpointError(401, "invalid_client", 700027, message);
}

export function invalidSecret(appId: string): TokenEndpointError {
  const message =
    "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not " +
    `the client secret ID, for a secret added to app '${appId}'.`;
  return new TokenEndpointError(401, "invalid_client", 7000215, message);
}

export function badScope(scope: string): TokenEndpointError {
  const message =
    "The provided request must include a 'scope' input parameter. The provided value for the input parameter " +
    `'scope' is not valid. The scope ${quoted(scope)} is not valid.`;
  return new TokenEndpointError(400, "invalid_scope", 70011, message);
}

export function scopeWithoutDefault(scope: string): TokenEndpointError {
  const message =
    `The provided value for scope ${quoted(scope)} is not valid. Client credential flows must have a scope value ` +
    "with /.default suffixed to the resource identifier (application ID URI).";
  return new TokenEndpointError(400, "invalid_scope", 1002012, message);
}

export function resourceNotFound(resource: string, tenantName: string): TokenEndpointError {
  const message =
    `The resource principal named ${quoted(resource)} was not found in the tenant named ${tenantName}. This can ` +
    "happen if the application has not been installed by the administrator of the tenant.";
  return new TokenEndpointError(400, "invalid_resource", 500011, message);
}

function quoted(text: string): string {
  return text.slice(0, QUOTED_LENGTH_MAX).replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "\u{fffd}");
}
