import { hash } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { JsonObject } from "../../domain/json.ts";
import { readCookie, setCookie } from "./browser-cookies.ts";
import { type Issuer, nowSecondsOf, randomCode } from "./issuer.ts";
import type { SealedKind } from "./sealed.ts";

/** How long a sign-in page may stay open before it is answered. */
const TICKET_SECONDS = 900;

/**
 * A ticket for a page's form: what the page is about, sealed, and tied to a cookie of the browser that gets the page.
 * Another site can make a browser send a form, but has neither.
 */
export async function ticketFor(
  issuer: Issuer,
  request: FastifyRequest,
  reply: FastifyReply,
  kind: SealedKind,
  content: JsonObject,
): Promise<string> {
  // Pages in several tabs share the cookie, so that none invalidates another.
  const cookie = readCookie(request, "tocsin-sign-in-form") ?? randomCode(issuer);
  setCookie(request, reply, "tocsin-sign-in-form", cookie, TICKET_SECONDS);
  const bound = { ...content, browser: hash("sha256", cookie, "base64url") };
  return issuer.seal.seal(kind, bound, nowSecondsOf(issuer) + TICKET_SECONDS);
}

/** What a form's ticket holds; undefined when it is not ours, too old, or of another browser, or came from another site. */
export async function openTicket(
  issuer: Issuer,
  request: FastifyRequest,
  kind: SealedKind,
  ticket: string | null,
): Promise<JsonObject | undefined> {
  const cookie = readCookie(request, "tocsin-sign-in-form");
  if (ticket === null || cookie === undefined || !isFromOurPage(request)) return undefined;
  const opened = await issuer.seal.open(kind, ticket, nowSecondsOf(issuer));
  if (opened.state !== "good") return undefined;
  return opened.content.browser === hash("sha256", cookie, "base64url") ? opened.content : undefined;
}

/** Browsers say where a form comes from. Schemes are not compared: a proxy before us may speak TLS for us. */
function isFromOurPage(request: FastifyRequest): boolean {
  const { origin, "sec-fetch-site": site } = request.headers;
  if (site !== undefined && site !== "same-origin") return false;
  return origin === undefined || URL.parse(origin)?.host === request.host;
}
