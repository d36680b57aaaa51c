import { createServer, type RequestListener } from "node:http";
import { CLIENT_LIMITS } from "./client-limits.ts";
import { ApiClient, type ApiConnection } from "./http-client.ts";

export interface AskedRequest {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly authorization: string | undefined;
}

export interface ApiServer {
  readonly origin: string;
  /** What was asked, in order. */
  readonly asked: readonly AskedRequest[];
  close(): void;
}

/** What a server answers; a string is sent as it is, anything else as JSON. */
export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** A server on a free port that answers as it is told, also what no honest server would. */
export async function startApi(reply: (request: AskedRequest, origin: string) => Reply): Promise<ApiServer> {
  const asked: AskedRequest[] = [];
  const server = await listening((request, response) => {
    const url = new URL(request.url ?? "", server.origin);
    const one = {
      path: url.pathname,
      query: url.searchParams,
      authorization: request.headers.authorization,
    };
    asked.push(one);
    const { status = 200, headers = {}, body = "" } = reply(one, server.origin);
    response.writeHead(status, headers);
    response.end(typeof body === "string" || Buffer.isBuffer(body) ? body : JSON.stringify(body));
  });
  return { ...server, asked };
}

/** A server for answers that are no whole answers. */
export async function listening(
  listener: RequestListener,
): Promise<{ readonly origin: string; close(): void }> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { origin: `http://127.0.0.1:${port}`, close };
}

export const TOKEN = "test-token";

/** A client that does not really sleep: the waits, in seconds, are what `waits` lists. */
export function clientOf(origin: string, part: Partial<ApiConnection> = {}) {
  const waits: number[] = [];
  const told: number[] = [];
  const client = new ApiClient({
    base: new URL(origin),
    token: TOKEN,
    signal: new AbortController().signal,
    limits: CLIENT_LIMITS,
    sleep: async (ms) => waits.push(ms / 1000),
    onWait: (seconds) => told.push(seconds),
    ...part,
  });
  return { client, waits, told };
}
