import { createServer, type IncomingMessage, type Server } from "node:http";
import { connect } from "node:net";
import type { Duplex } from "node:stream";
import { VENDOR_HOSTS } from "../domain/vendor-hosts.ts";

/** Where the server listens for TLS. */
export interface RedirectTarget {
  readonly host: string;
  readonly port: number;
}

/** Every bound of the proxy. */
export const REDIRECT_LIMITS = {
  connectionsMax: 256,
  headersBytesMax: 16_384,
  headersTimeoutMs: 10_000,
  connectTimeoutMs: 5_000,
  idleMs: 300_000,
} as const;

const HOSTS = new Set(VENDOR_HOSTS);
const TLS_PORT = "443";

/**
 * Whether the target of a CONNECT (RFC 9110 § 9.3.6) is a host of the vendor, on the port of HTTPS: the name whole, in any
 * case, with or without the dot at its end.
 */
export function isVendorTarget(target: string): boolean {
  const [, host = "", port] = /^([A-Za-z0-9.-]{1,254}):(\d{1,5})$/.exec(target) ?? [];
  return port === TLS_PORT && HOSTS.has(host.toLowerCase().replace(/\.$/, ""));
}

/**
 * A proxy that sends what is meant for the vendor's hosts to a local server, and nothing anywhere else. It does not look
 * into the connection: the client's TLS ends at the server, whose certificate it must trust.
 */
export function createRedirectProxy(target: RedirectTarget): Server {
  const server = createServer({
    maxHeaderSize: REDIRECT_LIMITS.headersBytesMax,
    headersTimeout: REDIRECT_LIMITS.headersTimeoutMs,
    requestTimeout: REDIRECT_LIMITS.headersTimeoutMs,
  });
  server.maxConnections = REDIRECT_LIMITS.connectionsMax;
  server.on("request", (_request, response) => {
    response.writeHead(405, { allow: "CONNECT", connection: "close", "content-type": "text/plain" });
    response.end("This proxy takes CONNECT alone: it is for HTTPS to the vendor's hosts.\n");
  });
  server.on("connect", (request: IncomingMessage, client: Duplex, head: Buffer) => {
    // A client that goes away in the middle is nobody's failure.
    client.on("error", () => client.destroy());
    if (isVendorTarget(request.url ?? "")) tunnel(client, head, target);
    else refuse(client, 403, "Forbidden", "This proxy leads to the vendor's hosts alone, on port 443.");
  });
  server.on("clientError", (_error, client) => {
    if (client.writable) refuse(client, 400, "Bad Request", "This is not HTTP.");
    else client.destroy();
  });
  return server;
}

function tunnel(client: Duplex, head: Buffer, target: RedirectTarget): void {
  const local = connect({ ...target, timeout: REDIRECT_LIMITS.connectTimeoutMs });
  const unreachable = () => {
    local.destroy();
    refuse(
      client,
      502,
      "Bad Gateway",
      `Nobody listens on ${target.host}:${target.port}: is tocsin serve --tls running?`,
    );
  };
  local.once("timeout", unreachable);
  local.once("error", unreachable);
  local.once("connect", () => {
    local.off("timeout", unreachable).off("error", unreachable);
    local.setTimeout(REDIRECT_LIMITS.idleMs, () => local.destroy());
    local.on("error", () => local.destroy());
    local.on("close", () => client.destroy());
    client.on("close", () => local.destroy());
    client.write("HTTP/1.1 200 Connection Established\r\n\r\n");
    if (head.length > 0) local.write(head);
    local.pipe(client);
    client.pipe(local);
  });
}

function refuse(client: Duplex, status: number, reason: string, words: string): void {
  const body = `${words}\n`;
  client.end(
    `HTTP/1.1 ${status} ${reason}\r\nContent-Type: text/plain\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
