import type { FastifyReply, FastifyRequest } from "fastify";
import { readCookie, setCookie } from "./browser-cookies.ts";
import { type Issuer, nowSecondsOf, type SignedIn, stillThere } from "./issuer.ts";

const SESSION_SECONDS = 12 * 3_600;

/** Remembers in the browser who signed in, so that the next application need not ask. */
export async function rememberPerson(
  issuer: Issuer,
  request: FastifyRequest,
  reply: FastifyReply,
  { tenant, user }: SignedIn,
): Promise<void> {
  const content = { tenantId: tenant.id.toLowerCase(), objectId: user.objectId };
  const sealed = await issuer.seal.seal("session", content, nowSecondsOf(issuer) + SESSION_SECONDS);
  setCookie(request, reply, "tocsin-sign-in-session", sealed, SESSION_SECONDS);
}

/** Who signed in with this browser, if it is remembered and they are still configured. */
export async function rememberedPerson(
  issuer: Issuer,
  request: FastifyRequest,
): Promise<SignedIn | undefined> {
  const cookie = readCookie(request, "tocsin-sign-in-session");
  if (cookie === undefined) return undefined;
  const opened = await issuer.seal.open("session", cookie, nowSecondsOf(issuer));
  if (opened.state !== "good") return undefined;
  const { tenantId, objectId } = opened.content;
  if (typeof tenantId !== "string" || typeof objectId !== "string") return undefined;
  return stillThere(issuer, tenantId, objectId);
}

export function forgetPerson(request: FastifyRequest, reply: FastifyReply): void {
  setCookie(request, reply, "tocsin-sign-in-session", "", 0);
}
