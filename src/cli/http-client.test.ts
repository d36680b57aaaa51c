import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { type ApiServer, clientOf, listening, type Reply, startApi, TOKEN } from "./api-server.fixture.ts";
import { CLIENT_LIMITS } from "./client-limits.ts";

const open: { close(): void }[] = [];
after(() => {
  for (const one of open) one.close();
});

/** A server that gives these replies one after the other, and the last again and again. */
async function serving(...replies: readonly Reply[]): Promise<ApiServer> {
  let at = 0;
  const server = await startApi(() => replies[Math.min(at++, replies.length - 1)] ?? {});
  open.push(server);
  return server;
}

const throttled = (seconds: string): Reply => ({ status: 429, headers: { "Retry-After": seconds } });
const envelope = (code: string, message: string) => ({ error: { code, message, target: "t" } });
const done: Reply = { body: '{ "incidentId": 1.0 }' };

test("a document comes as it stands in the answer, for the token as it was given", async () => {
  const server = await serving(done);
  const { client } = clientOf(`${server.origin}/somewhere`);
  const { text, document } = await client.read(client.at("/api/incidents/1"));
  assert.deepEqual([text, document], ['{ "incidentId": 1.0 }', { incidentId: 1 }]);
  const [asked] = server.asked;
  assert.deepEqual([asked?.path, asked?.authorization], ["/api/incidents/1", `Bearer ${TOKEN}`]);
});

describe("a server that asks to wait", () => {
  test("is waited for, and asked again", async () => {
    const server = await serving(throttled("12"), { status: 503, headers: { "Retry-After": "3" } }, done);
    const { client, waits, told } = clientOf(server.origin);
    assert.deepEqual((await client.read(client.at("/"))).document, { incidentId: 1 });
    assert.deepEqual([waits, told, server.asked.length], [[12, 3], [12, 3], 3]);
  });

  test("is waited for as long as its message says, where it has no header", async () => {
    const body = envelope("429", "API calls quota exceeded! You can send requests again in 8 seconds.");
    const server = await serving({ status: 429, body }, done);
    const { client, waits } = clientOf(server.origin);
    await client.read(client.at("/"));
    assert.deepEqual(waits, [8]);
  });

  test("for ever is given up, after so many tries", async () => {
    const server = await serving({ ...throttled("1"), body: envelope("TooManyRequests", "Quota") });
    const { client, waits } = clientOf(server.origin);
    await assert.rejects(client.read(client.at("/")), {
      exitCode: 1,
      message: "429 Quota (TooManyRequests; again in 1 s; after 10 tries)",
    });
    assert.deepEqual([waits.length, server.asked.length], [9, 10]);
  });

  test("for too long is told, and not waited for", async () => {
    const server = await serving(throttled("3600"));
    const { client, waits } = clientOf(server.origin);
    await assert.rejects(client.read(client.at("/")), { message: /^429 .*\(again in 3600 s\)$/ });
    assert.deepEqual(waits, []);
  });
});

describe("the token", () => {
  test("goes to no other host, port or scheme, and to no user name", async () => {
    const server = await serving(done);
    const other = await serving(done);
    const { client } = clientOf(server.origin);
    const { host } = new URL(server.origin);
    for (const place of [
      `${other.origin}/api/incidents`,
      `https://${host}/api/incidents`,
      `http://localhost:${new URL(server.origin).port}/`,
      `http://user@${host}/`,
      "file:///etc/passwd",
      "data:application/json,{}",
    ]) {
      await assert.rejects(client.read(new URL(place)), {
        exitCode: 1,
        message: /the token is for .* alone/,
      });
    }
    assert.deepEqual([server.asked.length, other.asked.length], [0, 0]);
  });

  test("does not follow a redirect, wherever it leads", async () => {
    const other = await serving(done);
    for (const location of [`${other.origin}/x`, "/elsewhere"]) {
      const server = await serving({ status: 307, headers: { Location: location } });
      const { client } = clientOf(server.origin);
      await assert.rejects(client.read(client.at("/")), { exitCode: 1, message: /redirects to http.*--url/ });
      assert.equal(server.asked.length, 1);
    }
    assert.equal(other.asked.length, 0);
  });
});

describe("an answer that is no document", () => {
  const cases: readonly (readonly [string, Reply, RegExp | string])[] = [
    [
      "is told with the server's message and code",
      { status: 404, body: envelope("ResourceNotFound", "Incident 1 was not found") },
      "404 Incident 1 was not found (ResourceNotFound)",
    ],
    ["without an envelope is told with its status", { status: 502, body: "<html>" }, "502 Bad Gateway"],
    [
      "with a message that would act on the terminal is shown, not obeyed",
      { status: 400, body: envelope("\u001b[31m", "\u001b]0;owned\u0007\n\u202e") },
      "400 \\u001b]0;owned\\u0007\\u000a\\u202e (\\u001b[31m)",
    ],
    ["that is endless is cut", { status: 400, body: envelope("x", "y".repeat(9_999)) }, /^400 y{900,996}…$/],
    ["that is no JSON is told", { body: "<html>sign in</html>" }, /no JSON object/],
    ["that is broken JSON is told", { body: '{"value":[' }, /no JSON object/],
    ["that is an array is told", { body: "[]" }, /no JSON object/],
    ["that is empty is told", { body: "" }, /no JSON object/],
    ["that is not UTF-8 is told", { body: Buffer.from('{"a":"\u00e9"}', "latin1") }, /no JSON object/],
  ];
  for (const [sentence, reply, message] of cases) {
    test(sentence, async () => {
      const { client } = clientOf((await serving(reply)).origin);
      await assert.rejects(client.read(client.at("/")), { exitCode: 1, message });
    });
  }

  test("that is larger than the bound is not read to its end", async () => {
    const { client } = clientOf((await serving({ body: " ".repeat(200_000) })).origin, {
      limits: { ...CLIENT_LIMITS, bodyBytesMax: 100_000 },
    });
    await assert.rejects(client.read(client.at("/")), { exitCode: 1, message: /larger than 100000 bytes/ });
  });
});

describe("no answer", () => {
  test("is told with its reason", async () => {
    const { origin, close } = await listening(() => undefined);
    close();
    const { client } = clientOf(origin);
    await assert.rejects(client.read(client.at("/")), {
      exitCode: 4,
      message: `no answer from ${origin} (ECONNREFUSED): is the server running there?`,
    });
  });

  test("within the time is told", async () => {
    const server = await listening(() => undefined);
    open.push(server);
    const { client } = clientOf(server.origin, { limits: { ...CLIENT_LIMITS, requestTimeoutMs: 50 } });
    await assert.rejects(client.read(client.at("/")), {
      exitCode: 4,
      message: /did not answer within 0.05 s/,
    });
  });

  test("that breaks off is told", async () => {
    const server = await listening((_request, response) => {
      response.writeHead(200, { "Content-Length": "100" });
      response.write('{"value":[', () => response.destroy());
    });
    open.push(server);
    const { client } = clientOf(server.origin);
    await assert.rejects(client.read(client.at("/")), { exitCode: 4, message: /^no answer from / });
  });
});
