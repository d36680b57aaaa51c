import type { FastifyReply, FastifyRequest } from "fastify";

/** The cookies of the sign-in: one ties a page's form to the browser that got it, the other remembers who signed in. */
export type CookieName = "tocsin-sign-in-form" | "tocsin-sign-in-session";

const VALUE = /^[\w.-]{16,4096}$/;

export function readCookie(request: FastifyRequest, name: CookieName): string | undefined {
  const wanted = nameFor(request, name);
  for (const pair of (request.headers.cookie ?? "").split(";")) {
    const [key = "", value = ""] = pair.split(/=(.*)/s);
    if (key.trim() === wanted && VALUE.test(value.trim())) return value.trim();
  }
  return undefined;
}

/**
 * Sets a cookie that no script and no other host can read. The form's is sent only from our own pages; the session's also
 * when another site leads here, as applications do.
 */
export function setCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  name: CookieName,
  value: string,
  seconds: number,
): void {
  const sameSite = name === "tocsin-sign-in-form" ? "Strict" : "Lax";
  const secure = isSecure(request) ? "; Secure" : "";
  void reply.header(
    "set-cookie",
    `${nameFor(request, name)}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=${sameSite}${secure}`,
  );
}

/** Browsers hold `__Host-` cookies to be secure, of this host alone, and never overwritten from plain HTTP. */
function nameFor(request: FastifyRequest, name: CookieName): string {
  return isSecure(request) ? `__Host-${name}` : name;
}

function isSecure(request: FastifyRequest): boolean {
  return request.protocol === "https";
}
