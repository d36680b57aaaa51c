import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { after, before, test } from "node:test";
import { parseConfig } from "../src/server/config/config.ts";
import { NORTHWIND } from "./fixtures/scopes.ts";
import { startServer, type TestServer } from "./fixtures/server.ts";

const CONFIG = `{ limits: { connectionsMax: 2, urlLengthMax: 100, headersTimeoutMs: 300, requestTimeoutMs: 600 }, tenants: [{ id: ${NORTHWIND}, name: Northwind }] }`;

let server: TestServer;
before(async () => {
  server = await startServer(parseConfig(CONFIG, "limits.yaml"));
});
after(() => server.stop());

const open = async () => {
  const { hostname, port } = new URL(server.origin);
  const socket = connect(Number(port), hostname);
  socket.on("error", () => undefined);
  await once(socket, "connect");
  return socket;
};

test("a connection beyond the bound is closed, and there is room again when one ends", async () => {
  const [first, second] = [await open(), await open()];
  const third = await open();
  await once(third, "close");
  first.destroy();
  second.destroy();
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal((await server.ask("/health/live")).status, 200);
});

test("a URL beyond the configured bound is refused with 414", async () => {
  assert.equal((await server.ask(`/${"x".repeat(200)}`)).status, 414);
});

test("a client that never finishes its headers is told so and dropped", async () => {
  const socket = await open();
  let text = "";
  socket.on("data", (chunk: Buffer) => {
    text += String(chunk);
  });
  socket.write("GET /health/live HTTP/1.1\r\nHost: x\r\n");
  await once(socket, "close");
  assert.match(text, /^HTTP\/1\.1 408 .*"error"/s);
});
