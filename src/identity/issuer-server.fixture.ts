import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Members } from "./token.fixture.ts";

/** A real OpenID Connect issuer on loopback, whose answers a test may change. */
export interface IssuerServer {
  readonly origin: string;
  readonly hits: { discovery: number; keys: number };
  keys: readonly Members[];
  /** Put over the discovery document. */
  discovery: Members;
  /** Answers instead of the key document; `undefined` for the ordinary answer. */
  answerKeys: ((request: IncomingMessage, response: ServerResponse) => void) | undefined;
  answerDiscovery: ((request: IncomingMessage, response: ServerResponse) => void) | undefined;
  down(): Promise<void>;
  up(): Promise<void>;
}

const DISCOVERY = "/.well-known/openid-configuration";

export async function startIssuer(): Promise<IssuerServer> {
  let http = createServer(answer);
  let port = 0;
  const listen = () =>
    new Promise<void>((resolve) => {
      http = createServer(answer);
      http.listen(port, "127.0.0.1", () => {
        const address = http.address();
        if (address !== null && typeof address === "object") port = address.port;
        resolve();
      });
    });

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const discovering = request.url === DISCOVERY;
    if (discovering) issuer.hits.discovery++;
    else issuer.hits.keys++;
    const special = discovering ? issuer.answerDiscovery : issuer.answerKeys;
    if (special !== undefined) {
      special(request, response);
      return;
    }
    const { origin, keys } = issuer;
    const document = discovering
      ? { issuer: origin, jwks_uri: `${origin}/keys`, ...issuer.discovery }
      : { keys };
    response.setHeader("content-type", "application/json").end(JSON.stringify(document));
  }

  await listen();
  const issuer: IssuerServer = {
    origin: `http://127.0.0.1:${port}`,
    hits: { discovery: 0, keys: 0 },
    keys: [],
    discovery: {},
    answerKeys: undefined,
    answerDiscovery: undefined,
    up: listen,
    down: () =>
      new Promise((resolve) => {
        http.close(() => resolve());
        http.closeAllConnections();
      }),
  };
  return issuer;
}
