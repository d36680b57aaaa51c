import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type Socket, connect as tcpConnect } from "node:net";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { connect as tlsConnect } from "node:tls";
import { promisify } from "node:util";
import fc from "fast-check";
import { VENDOR_HOSTS } from "../src/domain/vendor-hosts.ts";
import { northwindTenant } from "../src/sample/tenant/northwind-tenant.ts";
import { createRedirectProxy, isVendorTarget, REDIRECT_LIMITS } from "../src/server/redirect-proxy.ts";
import { certificatePaths } from "../src/tls/certificate-folder.ts";
import { type RunningServer, serve, start, temporaryFolder, tocsin } from "./fixtures/tocsin.ts";

const run = promisify(execFile);
const CLIENT = join(import.meta.dirname, "clients", "hard-coded-hosts.ts");
const folder = temporaryFolder("tocsin-redirect-");
const authority = certificatePaths(folder.path).authority;
let server: RunningServer;
let proxy: RunningServer;
/** An incident that is there, as the server itself suggests one. */
let incidentId = "";

before(async () => {
  server = await serve([
    "--stand-in",
    "--tls",
    "--tls-port",
    "0",
    "--data",
    folder.path,
    "--log-level",
    "error",
  ]);
  const { host } = new URL(server.tlsOrigin);
  incidentId = /\/api\/incidents\/(\d+)/.exec(server.stdout())?.[1] ?? "";
  proxy = await start(["redirect", "--port", "0", "--to", host, "--data", folder.path]);
});
after(async () => {
  await proxy.stop();
  await server.stop();
  folder.remove();
});

const [reader] = northwindTenant.apps;
const proxyEnvironment = () => ({
  PATH: process.env.PATH,
  HTTPS_PROXY: proxy.origin,
  NODE_EXTRA_CA_CERTS: authority,
  NODE_USE_ENV_PROXY: "1",
});

/** What the proxy answers to a CONNECT, or to whatever is sent to it. */
async function answerTo(text: string, origin = proxy.origin): Promise<string> {
  const { hostname, port } = new URL(origin);
  const socket = tcpConnect(Number(port), hostname);
  socket.write(text);
  const [first] = await once(socket, "data");
  socket.destroy();
  return String(first);
}

const connectTo = (target: string) => answerTo(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n\r\n`);

describe("a client with the vendor's hosts built in", () => {
  test("reads an incident through the proxy, with the settings of its environment alone", async () => {
    const args = [CLIENT, northwindTenant.id, reader?.appId ?? "", reader?.secret ?? "", incidentId];
    const { stdout } = await run(process.execPath, args, { env: proxyEnvironment() });
    const { incident, elsewhere } = JSON.parse(stdout);
    assert.equal(String(incident.incidentId), incidentId);
    assert.match(incident["@odata.context"], /^https:\/\/api\.security\.microsoft\.com\//);
    assert.match(elsewhere, /^refused: /);
  });

  test("curl reads one as well", async (t) => {
    const token = await tocsin(["token", "--data", folder.path, "--permission", "Incident.Read.All"]);
    const args = ["-sS", "--cacert", authority, "-H", `Authorization: Bearer ${token.stdout.trim()}`];
    const url = `https://api-gcc.security.microsoft.us/api/incidents/${incidentId}`;
    const answer = await run("curl", [...args, url], { env: proxyEnvironment() }).catch(
      (error: unknown) => error,
    );
    if (answer instanceof Error && "code" in answer && answer.code === "ENOENT")
      return t.skip("no curl here");
    assert.ok(answer && typeof answer === "object" && "stdout" in answer);
    assert.equal(String(JSON.parse(String(answer.stdout)).incidentId), incidentId);
  });

  test("sees a certificate for each host of the vendor", async () => {
    const { hostname, port } = new URL(server.tlsOrigin);
    for (const servername of VENDOR_HOSTS) {
      const socket = tlsConnect({
        host: hostname,
        port: Number(port),
        servername,
        ca: readFileSync(authority),
      });
      await once(socket, "secureConnect");
      assert.equal(socket.authorized, true, servername);
      socket.destroy();
    }
  });
});

describe("the proxy refuses", () => {
  const targets = [
    "example.com:443",
    "graph.microsoft.com.evil.example:443",
    "evil-graph.microsoft.com:443",
    "x.graph.microsoft.com:443",
    "graph.microsoft.com:80",
    "graph.microsoft.com:8443",
    "graph.microsoft.com:0443",
    "graph.microsoft.com",
    "graph.microsoft.com..:443",
    "localhost:443",
    "127.0.0.1:443",
    "[::1]:443",
    "169.254.169.254:443",
    "graph.microsoft.com@evil.example:443",
    "evil.example#graph.microsoft.com:443",
    "graph.microsoft.com%2eevil.example:443",
    "grаph.microsoft.com:443",
  ];
  for (const target of targets) {
    test(`a tunnel to ${target}`, async () => {
      assert.match(await connectTo(target), /^HTTP\/1\.1 40[03] /);
    });
  }

  test("every other method", async () => {
    const answer = await answerTo(
      "GET http://graph.microsoft.com/ HTTP/1.1\r\nHost: graph.microsoft.com\r\n\r\n",
    );
    assert.match(answer, /^HTTP\/1\.1 405 /);
    assert.match(answer, /takes CONNECT alone/);
  });

  test("what is not HTTP, and headers without end", async () => {
    assert.match(await answerTo("\u0016\u0003\u0001\r\n\r\n"), /^HTTP\/1\.1 400 /);
    const long = "x".repeat(REDIRECT_LIMITS.headersBytesMax);
    assert.match(
      await answerTo(`CONNECT graph.microsoft.com:443 HTTP/1.1\r\nX: ${long}\r\n\r\n`),
      /^HTTP\/1\.1 4/,
    );
  });

  test("any host that is not the vendor's, whole and on port 443", () => {
    const hosts = new Set(VENDOR_HOSTS);
    const near = fc.oneof(
      fc.tuple(fc.string(), fc.constantFrom(...VENDOR_HOSTS), fc.string()).map((parts) => parts.join("")),
      fc.domain(),
      fc.string({ unit: "binary" }),
    );
    fc.assert(
      fc.property(near, fc.nat(70_000), (host, port) => {
        const isVendor = hosts.has(host.toLowerCase().replace(/\.$/, "")) && port === 443;
        assert.equal(isVendorTarget(`${host}:${port}`), isVendor);
      }),
    );
    for (const host of VENDOR_HOSTS) {
      for (const form of [host, host.toUpperCase(), `${host}.`]) assert.ok(isVendorTarget(`${form}:443`));
    }
  });
});

describe("the proxy goes on", () => {
  test("when nobody listens behind it, and says so", async () => {
    const alone = createRedirectProxy({ host: "127.0.0.1", port: 1 });
    alone.listen(0, "127.0.0.1");
    await once(alone, "listening");
    const address = alone.address();
    const port = typeof address === "object" && address ? address.port : 0;
    const answer = await answerTo(
      "CONNECT graph.microsoft.com:443 HTTP/1.1\r\n\r\n",
      `http://127.0.0.1:${port}`,
    );
    assert.match(answer, /^HTTP\/1\.1 502 [\s\S]*is tocsin serve --tls running/);
    alone.close();
  });

  test("when either side is cut off in the middle", async () => {
    const peers: Socket[] = [];
    const behind = createServer((socket) => void peers.push(socket.resume().on("error", () => undefined)));
    behind.listen(0, "127.0.0.1");
    await once(behind, "listening");
    const address = behind.address();
    const target = { host: "127.0.0.1", port: typeof address === "object" && address ? address.port : 0 };
    const proxied = createRedirectProxy(target);
    proxied.listen(0, "127.0.0.1");
    await once(proxied, "listening");
    const own = proxied.address();
    const port = typeof own === "object" && own ? own.port : 0;
    for (const end of ["client", "server"] as const) {
      const client = tcpConnect(port, "127.0.0.1").on("error", () => undefined);
      client.write("CONNECT graph.microsoft.com:443 HTTP/1.1\r\n\r\nhello");
      await once(client, "data");
      const peer = peers.at(-1);
      assert.ok(peer);
      const closed = once(end === "client" ? peer : client, "close");
      (end === "client" ? client : peer).resetAndDestroy();
      await closed;
    }
    proxied.close();
    behind.close();
  });
});

describe("tocsin redirect", () => {
  test("says what a client needs", () => {
    assert.match(proxy.stdout(), new RegExp(`export HTTPS_PROXY=${proxy.origin}\n`));
    assert.match(proxy.stdout(), new RegExp(`export NODE_EXTRA_CA_CERTS=${authority}`));
  });

  test("prints lines for a hosts file", async () => {
    const { stdout, code } = await tocsin(["redirect", "--hosts-file"]);
    assert.equal(code, 0);
    for (const host of VENDOR_HOSTS) assert.ok(stdout.includes(`\n127.0.0.1 ${host}\n::1 ${host}\n`), host);
  });

  const wrong: readonly (readonly [args: readonly string[], code: number, says: RegExp])[] = [
    [["--to", "here"], 2, /give it as host:port/],
    [["--to", "127.0.0.1:99999"], 2, /a port is a number/],
    [["--port", "x"], 2, /a port is a number/],
    [["--host", "203.0.113.1", "--port", "0"], 4, /cannot listen on 203\.0\.113\.1/],
  ];
  for (const [args, expected, says] of wrong) {
    test(`refuses ${args.join(" ")}`, async () => {
      const { code, stderr } = await tocsin(["redirect", ...args]);
      assert.equal(code, expected);
      assert.match(stderr, says);
    });
  }
});
