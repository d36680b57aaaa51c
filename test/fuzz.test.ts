import assert from "node:assert/strict";
import { connect } from "node:net";
import { after, before, describe, test } from "node:test";
import fc from "fast-check";
import { parseConfig } from "../src/server/config/config.ts";
import { incidentOf } from "./fixtures/incidents.ts";
import { NORTHWIND } from "./fixtures/scopes.ts";
import { READ_APP, startServer, type TestServer } from "./fixtures/server.ts";

const ANSWER_MS_MAX = 1_000;
const CONFIG = `{ quotas: "off", tenants: [{ id: ${NORTHWIND}, name: Northwind, domains: [northwind.example] }] }`;

let server: TestServer;
let token: string;
let graphToken: string;
before(async () => {
  server = await startServer(parseConfig(CONFIG, "fuzz.yaml"), {
    [NORTHWIND]: [incidentOf({ incidentId: 1 })],
  });
  token = await server.applicationToken(NORTHWIND, ["Incident.ReadWrite.All", "Alert.ReadWrite.All"]);
  graphToken = await server.token({
    kind: "application",
    tenantId: NORTHWIND,
    audience: "https://graph.microsoft.com",
    roles: ["SecurityIncident.ReadWrite.All", "SecurityAlert.ReadWrite.All"],
    appId: READ_APP,
  });
});
after(() => server.stop());

const hostileText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 80 }),
  fc.constantFrom(
    "../../etc/passwd",
    "%00",
    "%2e%2e%2f",
    "' or 1=1 --",
    "{{7*7}}",
    "$filter",
    "__proto__",
    "\u202e",
    "9".repeat(500),
  ),
);
const methods = fc.constantFrom("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PURGE");
const contentTypes = fc.constantFrom(
  "application/json",
  "text/plain",
  "application/x-www-form-urlencoded",
  "multipart/form-data",
  "x",
);
const query = fc.dictionary(hostileText, hostileText, { maxKeys: 4 }).map((pairs) => {
  const text = Object.entries(pairs).map(
    ([key, value]) => `${encodeURIComponent(key.toWellFormed())}=${encodeURIComponent(value.toWellFormed())}`,
  );
  return text.length === 0 ? "" : `?${text.join("&")}`;
});

function sound(answer: { status: number; body: string }, tookMs: number): void {
  assert.ok(answer.status < 500, `${answer.status} ${answer.body}`);
  assert.ok(tookMs < ANSWER_MS_MAX, `${tookMs} ms`);
  assert.doesNotMatch(answer.body, /\.ts:\d+|node_modules|at [\w.]+ \(|\/src\//);
}

/** The paths of the API description, and the sign-in's, each part in braces to be filled. */
async function paths(): Promise<readonly string[]> {
  const { paths: described } = JSON.parse((await server.ask("/tocsin/v1/openapi.json")).body);
  const signIn = [
    "oauth2/v2.0/token",
    "oauth2/token",
    "v2.0/.well-known/openid-configuration",
    "discovery/v2.0/keys",
  ];
  return [
    ...Object.keys(described),
    ...signIn.map((path) => `/{tenant}/${path}`),
    "/v1.0/$batch",
    "/beta/{anything}",
    "/v1.0/security/incidents('{key}')/comments",
    "/",
    "/health/ready",
    "/metrics",
    "/{anything}",
  ];
}

describe("whatever is asked", () => {
  test("every route answers below 500, in time, and tells nothing of its insides", async () => {
    for (const path of await paths()) {
      await fc.assert(
        fc.asyncProperty(
          methods,
          hostileText,
          query,
          fc.oneof(hostileText, fc.json()),
          contentTypes,
          async (method, part, search, body, type) => {
            const filled = path.replace(/\{\w+\}/g, encodeURIComponent(part.toWellFormed()));
            const began = performance.now();
            const withBody = ["POST", "PUT", "PATCH"].includes(method);
            const answer = await server.ask(`${filled}${search}`, {
              method,
              token: /^\/(v1\.0|beta)\//.test(path) ? graphToken : token,
              headers: { "Content-Type": type },
              ...(withBody ? { body } : {}),
            });
            sound(answer, performance.now() - began);
          },
        ),
        { numRuns: 60 },
      );
    }
  });

  test("hostile headers change nothing", async () => {
    const printable = fc.string({
      unit: fc.integer({ min: 33, max: 126 }).map((code) => String.fromCharCode(code)),
      maxLength: 200,
    });
    await fc.assert(
      fc.asyncProperty(printable, printable, printable, async (host, authorization, accept) => {
        const began = performance.now();
        const headers = { Host: host || "x", Authorization: authorization || "x", Accept: accept };
        sound(await server.ask("/api/incidents/1", { headers }), performance.now() - began);
      }),
      { numRuns: 200 },
    );
  });

  test("bytes that are no HTTP at all are answered or dropped, and the server lives on", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 300 }), async (bytes) => {
        const text = await raw(bytes);
        assert.doesNotMatch(text, /^HTTP\/1\.1 5/);
      }),
      { numRuns: 100 },
    );
    assert.equal((await server.ask("/api/incidents/1", { token })).status, 200);
  });

  const broken: readonly (readonly [string, string, RegExp])[] = [
    ["a request line that is none", "nonsense\r\n\r\n", /^HTTP\/1\.1 400 .*"code":"BadRequest"/s],
    [
      "headers beyond the bound",
      `GET / HTTP/1.1\r\nHost: x\r\nX: ${"y".repeat(70_000)}\r\n\r\n`,
      /^HTTP\/1\.1 414 .*"error"/s,
    ],
    ["no Host", "GET /api/incidents/1 HTTP/1.1\r\n\r\n", /^HTTP\/1\.1 400 /],
    [
      "two lengths",
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\na",
      /^HTTP\/1\.1 400 /,
    ],
    [
      "length and chunks",
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      /^HTTP\/1\.1 400 /,
    ],
  ];
  for (const [sentence, bytes, expected] of broken) {
    test(`${sentence} is refused in the envelope`, async () => {
      const text = await raw(new TextEncoder().encode(bytes));
      assert.match(text, expected);
      const target = /"target":"([^"]+)"/.exec(text)?.[1];
      assert.ok(target !== undefined && server.logLines().some((line) => line.target === target), text);
    });
  }

  test("a body beyond the bound is refused with 413", async () => {
    const body = "x".repeat(2 * 1024 * 1024);
    const headers = {
      "Content-Type": "application/x-www-form-urlencoded",
      "Content-Length": String(body.length),
    };
    const answer = await server
      .ask(`/${NORTHWIND}/oauth2/v2.0/token`, { method: "POST", headers, body })
      .catch(() => undefined);
    assert.ok(answer === undefined || answer.status === 413 || answer.status === 400, String(answer?.status));
    assert.equal((await server.ask("/health/live")).status, 200);
  });
});

function raw(bytes: Uint8Array): Promise<string> {
  return new Promise((resolve) => {
    const { hostname, port } = new URL(server.origin);
    let text = "";
    const socket = connect(Number(port), hostname, () => socket.end(bytes));
    socket.setTimeout(ANSWER_MS_MAX, () => socket.destroy());
    socket.on("data", (chunk: Buffer) => {
      text += chunk.toString("latin1");
    });
    socket.on("error", () => resolve(text));
    socket.on("close", () => resolve(text));
  });
}
