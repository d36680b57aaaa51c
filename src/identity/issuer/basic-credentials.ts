export interface ClientCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

/**
 * The credentials of a Basic header (RFC 6749 § 2.3.1). Anything else that clients leave in `Authorization` on their way
 * to the token endpoint, such as an empty `Bearer `, counts as nothing.
 */
export function basicCredentials(authorization: string | undefined): ClientCredentials | undefined {
  const encoded = /^basic +([A-Za-z0-9+/_-]+=*)$/i.exec(authorization ?? "")?.[1];
  if (encoded === undefined) return undefined;
  const [id, secret] = Buffer.from(encoded, "base64").toString("utf8").split(/:(.*)/s);
  if (!id || secret === undefined) return undefined;
  return { clientId: formDecoded(id), clientSecret: formDecoded(secret) };
}

function formDecoded(text: string): string {
  return new URLSearchParams(`x=${text.replaceAll("&", "%26")}`).get("x") ?? "";
}
