import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  fastify,
  LogController,
} from "fastify";
import { badRequest, ERROR_CONTENT_TYPE, requestTimeout, uriTooLong } from "../wire/defender/errors.ts";
import { graphUrl } from "../wire/graph/path.ts";
import { dialectOf } from "./dialect.ts";
import type { ServerLimits } from "./limits.ts";
import { send } from "./pipeline.ts";
import { requestIds } from "./request-ids.ts";
import { RequestRefused } from "./request-refused.ts";

const SLOW_CLIENTS_CHECK_MS_MAX = 5_000;

/** A bare HTTP server with every limit set and every failure answered in the envelope, before any route exists. */
export function createHttpServer(limits: ServerLimits, logger: FastifyBaseLogger): FastifyInstance {
  const app = fastify({
    loggerInstance: logger,
    // One line a request is written by observe.ts; a child logger for each would double the cost of logging.
    logController: new LogController({ disableRequestLogging: true }),
    childLoggerFactory: (parent) => parent,
    genReqId: () => randomUUID(),
    rewriteUrl: ({ url = "/" }) => graphUrl(url),
    bodyLimit: limits.bodyBytesMax,
    requestTimeout: limits.requestTimeoutMs,
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    maxRequestsPerSocket: limits.requestsPerSocketMax,
    http: connectionLimits(limits),
    forceCloseConnections: "idle",
    routerOptions: { caseSensitive: false, ignoreTrailingSlash: true, maxParamLength: limits.urlLengthMax },
    frameworkErrors: (error, request, reply) => {
      writeFailure(error, request, reply.raw);
    },
    clientErrorHandler: (error, socket) => answerBrokenRequest(error, socket, logger),
  });
  // Bodies stay unread until the pipeline reads them, after the caller is known to be allowed to send one.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", (_request, payload, done) => done(null, payload));
  app.server.maxConnections = limits.connectionsMax;
  app.addHook("onRequest", async (request) => {
    if (request.url.length > limits.urlLengthMax) throw new RequestRefused("url-too-long");
  });
  app.setErrorHandler(answerFailure);
  app.setNotFoundHandler(async () => {
    throw new RequestRefused("unknown-path");
  });
  return app;
}

/** What Node's own servers need to be told of the limits. */
export function connectionLimits(limits: ServerLimits) {
  return {
    // A request without a Host is refused by the pipeline, in the envelope; Node would answer it with nothing.
    requireHostHeader: false,
    maxHeaderSize: limits.headersBytesMax,
    headersTimeout: limits.headersTimeoutMs,
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    // Node looks for slow clients every 30 s by default, which would stretch every shorter timeout to that.
    connectionsCheckingInterval: Math.min(limits.headersTimeoutMs, SLOW_CLIENTS_CHECK_MS_MAX),
  };
}

function answerFailure(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  request.failure = error;
  return send(reply, dialectOf(request.url).failure(error, requestIds(request)));
}

/** For failures of the framework itself, which come before a route is chosen and pass no hook. */
function writeFailure(error: Error, request: FastifyRequest, response: ServerResponse): void {
  const { status, headers, body } = dialectOf(request.url).failure(error, requestIds(request));
  // The code, not the message: that one quotes the URL.
  const reason = "code" in error ? error.code : error.name;
  request.log.info({ target: request.id, status, reason }, "refused");
  response.writeHead(status, { ...headers });
  response.end(body);
}

/** What was not even HTTP, or came too slowly or too large: answered on the bare socket, which is then closed. */
export function answerBrokenRequest(
  error: NodeJS.ErrnoException,
  socket: Duplex,
  logger: FastifyBaseLogger,
): void {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const failure = brokenRequest(error.code);
  const target = randomUUID();
  logger.info({ target, status: failure.status, reason: error.code }, "refused");
  const body = failure.body(target);
  const head = [
    `HTTP/1.1 ${failure.status} ${failure.code}`,
    `Content-Type: ${ERROR_CONTENT_TYPE}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`);
}

function brokenRequest(code: string | undefined) {
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") return requestTimeout();
  if (code === "HPE_HEADER_OVERFLOW") return uriTooLong();
  return badRequest("The request is not valid HTTP");
}
