import type { FastifyRequest } from "fastify";
import type { IssuerOptions } from "./issuer.ts";
import { unreadableBody } from "./sign-in-errors.ts";

/** A form as it came: clients are careless with its content type and its encoding, and Entra does not mind. */
export function formOf(request: FastifyRequest): URLSearchParams {
  return new URLSearchParams(typeof request.body === "string" ? request.body.trim() : "");
}

/** Scheme, host and port that were asked. */
export function originOf(request: FastifyRequest): string {
  const origin = URL.parse(`${request.protocol}://${request.host}`)?.origin;
  if (origin === undefined) throw unreadableBody();
  return origin;
}

/** Host names that stand for this server: the configured ones, and the one that was asked. */
export function ownHostsOf({ ownHosts = [] }: IssuerOptions, request: FastifyRequest): readonly string[] {
  return [request.hostname, ...ownHosts];
}
