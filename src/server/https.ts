import { once } from "node:events";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import type { FastifyInstance } from "fastify";
import type { CertificatePair } from "../tls/make-certificates.ts";
import { answerBrokenRequest, connectionLimits } from "./http.ts";
import type { ServerLimits } from "./limits.ts";

/** The oldest version that is spoken (RFC 9325 § 3.1.1). */
const MIN_VERSION = "TLSv1.2";

/** A second way in, over TLS, to the same routes under the same limits. */
export interface HttpsListener {
  /** Listens, and gives the address as a URL. */
  listen(host: string, port: number): Promise<string>;
  /** Shows another certificate from the next connection on; those that are open go on. Throws what OpenSSL throws. */
  use(pair: CertificatePair): void;
}

/** Must be called before the app listens; it stops with the app. */
export function createHttpsListener(
  app: FastifyInstance,
  limits: ServerLimits,
  pair: CertificatePair,
): HttpsListener {
  const server = createServer({ ...connectionLimits(limits), ...contextOf(pair) }, (request, response) =>
    app.routing(request, response),
  );
  server.requestTimeout = limits.requestTimeoutMs;
  server.maxRequestsPerSocket = limits.requestsPerSocketMax;
  server.maxConnections = limits.connectionsMax;
  server.on("clientError", (error, socket) => answerBrokenRequest(error, socket, app.log));
  stopWith(app, server);
  return {
    async listen(host, port) {
      server.listen(port, host);
      await once(server, "listening");
      return originOf(server.address());
    },
    use: (next) => server.setSecureContext(contextOf(next)),
  };
}

/** Requests under way are ended, as the app does it on its own port. */
function stopWith(app: FastifyInstance, server: Server): void {
  let closed: Promise<unknown> = Promise.resolve();
  app.addHook("preClose", async () => {
    if (!server.listening) return;
    closed = once(server, "close");
    server.close();
    server.closeIdleConnections();
  });
  app.addHook("onClose", async () => void (await closed));
}

function contextOf({ certificate, privateKey }: CertificatePair) {
  return { cert: certificate, key: privateKey, minVersion: MIN_VERSION } as const;
}

function originOf(address: AddressInfo | string | null): string {
  if (address === null || typeof address === "string") throw new TypeError("not listening on a port");
  const host = address.family === "IPv6" ? `[${address.address}]` : address.address;
  return `https://${host}:${address.port}`;
}
