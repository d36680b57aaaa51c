import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { connect, createServer, type SecureVersion, type TLSSocket } from "node:tls";
import { readCertificateFiles } from "../src/tls/certificate-files.ts";
import { certificatePaths, ensureCertificates, namesOf } from "../src/tls/certificate-folder.ts";
import { STANDARD_NAMES } from "../src/tls/certificate-names.ts";
import { makeServerCertificate } from "../src/tls/make-certificates.ts";
import { makeTestCertificates, making } from "./fixtures/certificates.ts";
import { type RunningServer, serve, temporaryFolder, tocsin } from "./fixtures/tocsin.ts";

const folder = temporaryFolder("tocsin-tls-");
after(() => folder.remove());
const at = (name: string) => join(folder.path, name);

/** The certificate that a server shows, if the client takes it. */
async function shown(
  origin: string,
  options: { ca: string; servername?: string; maxVersion?: SecureVersion },
) {
  const { hostname, port } = new URL(origin);
  const socket = connect({ host: hostname, port: Number(port), servername: "localhost", ...options });
  try {
    await once(socket, "secureConnect");
    return { version: socket.getProtocol(), serial: socket.getPeerX509Certificate()?.serialNumber };
  } finally {
    socket.destroy();
  }
}

describe("tocsin cert", () => {
  test("makes an authority and a certificate for every name, with keys for their owner alone", async () => {
    const { code, stdout } = await tocsin(["cert", "--data", at("a")]);
    assert.equal(code, 0);
    assert.match(stdout, /^authority {2}\S+authority\.pem, made now, good until 20\d\d-\d\d-\d\d\n/);
    const paths = certificatePaths(at("a"));
    const modes = [paths.authority, paths.authorityWithKey, paths.server].map(
      (path) => statSync(path).mode & 0o777,
    );
    assert.deepEqual(modes, [0o644, 0o600, 0o600]);
    assert.equal(statSync(at("a/tls")).mode & 0o777, 0o700);
    assert.ok(!readFileSync(paths.authority, "utf8").includes("PRIVATE"));
    assert.deepEqual(namesOf(readFileSync(paths.server, "utf8")), STANDARD_NAMES);
    const server = new X509Certificate(readFileSync(paths.server));
    const days = (Date.parse(server.validTo) - Date.parse(server.validFrom)) / 86_400_000;
    assert.equal(days, 397);
  });

  test("changes nothing when it is called again", async () => {
    const paths = certificatePaths(at("b"));
    await tocsin(["cert", "--data", at("b")]);
    const before = [paths.authorityWithKey, paths.server].map((path) => readFileSync(path, "utf8"));
    const { stdout } = await tocsin(["cert", "--data", at("b")]);
    assert.doesNotMatch(stdout, /made now/);
    assert.deepEqual(
      [paths.authorityWithKey, paths.server].map((path) => readFileSync(path, "utf8")),
      before,
    );
  });

  test("takes names when the authority is made, and keeps them", async () => {
    const names = ["Tocsin.Northwind.example.", "10.0.0.7", "[2001:db8::7]"].flatMap((name) => [
      "--name",
      name,
    ]);
    assert.equal((await tocsin(["cert", "--data", at("c"), ...names])).code, 0);
    const { stdout } = await tocsin(["cert", "--data", at("c"), "--name", "deep.tocsin.northwind.example"]);
    assert.match(stdout, /, tocsin\.northwind\.example, 10\.0\.0\.7, /);
    assert.match(stdout, /, deep\.tocsin\.northwind\.example\n/);
  });

  test("says that a name needs another authority, and makes one when told to", async () => {
    await tocsin(["cert", "--data", at("d")]);
    const { authority } = certificatePaths(at("d"));
    const before = readFileSync(authority, "utf8");
    const refused = await tocsin(["cert", "--data", at("d"), "--name", "bank.example"]);
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /may not vouch for bank\.example\. With --new-authority/);
    assert.equal(readFileSync(authority, "utf8"), before);
    const made = await tocsin(["cert", "--data", at("d"), "--name", "bank.example", "--new-authority"]);
    assert.equal(made.code, 0, made.stderr);
    assert.notEqual(readFileSync(authority, "utf8"), before);
  });

  for (const name of [
    "https://tocsin.example",
    "a b",
    "tocsin.example:8443",
    "-x",
    "",
    "1.2.3.4/8",
    "*.example",
  ]) {
    test(`refuses the name ${JSON.stringify(name)}`, async () => {
      const { code, stderr } = await tocsin(["cert", "--data", at("e"), `--name=${name}`]);
      assert.equal(code, 2);
      assert.match(stderr, /is neither a host name nor an address/);
    });
  }

  test("says what to do about a damaged file, without its content", async () => {
    await tocsin(["cert", "--data", at("f")]);
    const { authorityWithKey } = certificatePaths(at("f"));
    const text = readFileSync(authorityWithKey, "utf8");
    writeFileSync(authorityWithKey, text.slice(0, -100));
    const { code, stderr } = await tocsin(["cert", "--data", at("f")]);
    assert.equal(code, 3);
    assert.match(stderr, /delete it, and a new one is made/);
    assert.ok(!stderr.includes(text.slice(-200, -110)));
  });
});

test("of programs that make an authority at once, all use the same", async () => {
  await Promise.all([1, 2, 3, 4].map(() => ensureCertificates(at("race"), [], making())));
  const { paths, serverMade } = await ensureCertificates(at("race"), [], making());
  assert.equal(serverMade, false);
  const authority = new X509Certificate(readFileSync(paths.authority));
  assert.ok(new X509Certificate(readFileSync(paths.server)).verify(authority.publicKey));
});

test("a certificate that ends within a month is made anew from the same authority", async () => {
  const past = { ...making(), nowMs: Date.now() - 370 * 86_400_000 };
  const old = await ensureCertificates(at("old"), ["tocsin.example"], past);
  const authority = readFileSync(old.paths.authority, "utf8");
  const renewed = await ensureCertificates(at("old"), [], making());
  assert.deepEqual([renewed.authorityMade, renewed.serverMade], [false, true]);
  assert.equal(readFileSync(old.paths.authority, "utf8"), authority);
  assert.ok(renewed.names.includes("tocsin.example"));
});

test("what the authority's key signs for other names is refused by clients", async () => {
  const { paths } = await ensureCertificates(at("stolen"), [], making());
  const authority = readCertificateFiles({
    certificate: paths.authorityWithKey,
    key: paths.authorityWithKey,
  });
  const ca = readFileSync(paths.authority, "utf8");
  for (const [name, accepted] of [
    ["graph.microsoft.com", true],
    ["localhost", true],
    ["bank.example", false],
    ["www.microsoft.com", false],
    ["evil-graph.microsoft.com", false],
  ] as const) {
    const forged = await makeServerCertificate(authority, [name], making());
    const server = createServer({ cert: forged.certificate, key: forged.privateKey }, (socket) =>
      socket.end(),
    );
    server.on("tlsClientError", () => undefined);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    const origin = `https://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
    const outcome = await shown(origin, { ca, servername: name }).then(
      () => "accepted",
      (error: Error) => error.message,
    );
    server.close();
    assert.equal(outcome, accepted ? "accepted" : "permitted subtree violation", name);
  }
});

describe("tocsin trust", () => {
  test("prints a line for each kind of client, with the path quoted", async () => {
    const data = at("it's here");
    await tocsin(["cert", "--data", data]);
    const { stdout } = await tocsin(["trust", "--data", data]);
    for (const word of [
      "NODE_EXTRA_CA_CERTS",
      "REQUESTS_CA_BUNDLE",
      "SSL_CERT_FILE",
      "keytool",
      "CURL_CA_BUNDLE",
      "certutil",
    ])
      assert.ok(stdout.includes(word), word);
    const { stdout: line } = await tocsin(["trust", "--data", data, "--for", "node"]);
    assert.equal(line, `export NODE_EXTRA_CA_CERTS='${data.replaceAll("'", "'\\''")}/tls/authority.pem'\n`);
  });

  test("says how to get an authority first", async () => {
    const { code, stderr } = await tocsin(["trust", "--data", at("nothing")]);
    assert.equal(code, 3);
    assert.match(stderr, /tocsin cert makes one/);
  });

  test("knows its clients", async () => {
    const { code, stderr } = await tocsin(["trust", "--for", "telnet"]);
    assert.equal(code, 2);
    assert.match(stderr, /Allowed choices are node, python/);
  });
});

describe("tocsin serve --tls", () => {
  let server: RunningServer;
  let ca: string;
  let token: string;
  before(async () => {
    server = await serve([
      "--stand-in",
      "--tls",
      "--tls-port",
      "0",
      "--data",
      at("serve"),
      "--log-level",
      "error",
    ]);
    ca = readFileSync(certificatePaths(at("serve")).authority, "utf8");
    token = (
      await tocsin(["token", "--data", at("serve"), "--permission", "Incident.Read.All"])
    ).stdout.trim();
  });
  after(() => server.stop());

  const get = (path: string, headers: Readonly<Record<string, string>> = {}) =>
    new Promise<{ status: number; body: string }>((resolve, reject) => {
      const authorization = { authorization: `Bearer ${token}` };
      request(
        new URL(path, server.tlsOrigin),
        { ca, headers: { ...authorization, ...headers } },
        (response) => {
          let body = "";
          response.on("data", (chunk) => {
            body += chunk;
          });
          response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
        },
      )
        .on("error", reject)
        .end();
    });

  test("says both addresses, plain HTTP first", () => {
    assert.match(
      server.stdout(),
      /^Tocsin \S+ runs as a stand-in on http:\/\/127\.0\.0\.1:\d+ and https:\/\/127\.0\.0\.1:\d+\n/,
    );
  });

  test("answers as on its own port, with links that are https", async () => {
    const { status, body } = await get("/api/incidents?$top=1");
    assert.equal(status, 200);
    const { host } = new URL(server.tlsOrigin);
    assert.equal(JSON.parse(body)["@odata.context"], `https://${host}/api/$metadata#Incidents`);
    const document = JSON.parse((await get("/common/v2.0/.well-known/openid-configuration")).body);
    assert.match(document.token_endpoint, /^https:\/\/127\.0\.0\.1:\d+\//);
  });

  test("answers what is not HTTP in the envelope, and goes on", async () => {
    const { hostname, port } = new URL(server.tlsOrigin);
    const socket: TLSSocket = connect({ host: hostname, port: Number(port), servername: "localhost", ca });
    socket.write("nonsense\r\n\r\n");
    const [answer] = await once(socket, "data");
    assert.match(String(answer), /^HTTP\/1\.1 400 /);
    assert.equal((await get("/health/live")).status, 200);
  });

  test("speaks TLS 1.2 and 1.3, and nothing older", async () => {
    assert.equal((await shown(server.tlsOrigin, { ca })).version, "TLSv1.3");
    assert.equal((await shown(server.tlsOrigin, { ca, maxVersion: "TLSv1.2" })).version, "TLSv1.2");
    const { hostname, port } = new URL(server.tlsOrigin);
    const old = connect({
      host: hostname,
      port: Number(port),
      ca,
      minVersion: "TLSv1.1",
      maxVersion: "TLSv1.1",
      ciphers: "DEFAULT:@SECLEVEL=0",
    });
    const [error] = await once(old, "error");
    assert.match(String(error), /protocol version|unsupported protocol|wrong version/i);
  });

  test("sets cookies that are for TLS alone", async () => {
    const app = "11f0a7c2-0003-4d5a-8e10-7b2f0c4e0a03";
    const query = `client_id=${app}&response_type=code&scope=openid&redirect_uri=http%3A%2F%2Flocalhost`;
    const response = await new Promise<readonly string[]>((resolve, reject) => {
      request(
        new URL(`/northwind.example/oauth2/v2.0/authorize?${query}`, server.tlsOrigin),
        { ca },
        (answer) => resolve(answer.resume().headers["set-cookie"] ?? []),
      )
        .on("error", reject)
        .end();
    });
    assert.match(response.join(), /^__Host-tocsin-sign-in-form=.*; HttpOnly; SameSite=Strict; Secure$/);
  });
});

describe("an operator's own certificate", () => {
  const files = { cert: at("own.pem"), key: at("own-key.pem") };
  const put = (pair: { certificate: string; privateKey: string }) => {
    writeFileSync(files.cert, pair.certificate);
    writeFileSync(files.key, pair.privateKey);
  };
  const begin = () =>
    serve([
      "--stand-in",
      "--tls-port",
      "0",
      "--tls-cert",
      files.cert,
      "--tls-key",
      files.key,
      "--data",
      at("own"),
      "--log-level",
      "info",
    ]);
  const until = async (words: RegExp, text: () => string) => {
    while (!words.test(text())) await new Promise((resolve) => setTimeout(resolve, 20));
  };

  test("is shown, and read again when it changes, while connections go on", async () => {
    const [first, second] = [await makeTestCertificates(), await makeTestCertificates()];
    put(first.server);
    const server = await begin();
    const { serial } = await shown(server.tlsOrigin, { ca: first.authority });
    const { hostname, port } = new URL(server.tlsOrigin);
    const open = connect({
      host: hostname,
      port: Number(port),
      servername: "localhost",
      ca: first.authority,
    });
    await once(open, "secureConnect");

    writeFileSync(files.cert, second.server.certificate);
    await until(/are not a certificate and its private key[\s\S]*stays in force/, server.stderr);
    assert.equal((await shown(server.tlsOrigin, { ca: first.authority })).serial, serial);

    put(second.server);
    await until(/certificate was read again/, server.stderr);
    assert.notEqual((await shown(server.tlsOrigin, { ca: second.authority })).serial, serial);
    open.write("GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assert.match(String((await once(open, "data"))[0]), /^HTTP\/1\.1 200 /);
    open.destroy();
    assert.equal(await server.stop(), 0);
    first.remove();
    second.remove();
  });

  const wrong: readonly (readonly [name: string, args: readonly string[], says: RegExp])[] = [
    ["without its key", ["--tls-cert", "x.pem"], /need each other/],
    ["that is not there", ["--tls-cert", "x.pem", "--tls-key", "y.pem"], /x\.pem cannot be read \(ENOENT\)/],
    [
      "that is none",
      ["--tls-cert", "package.json", "--tls-key", "package.json"],
      /does not hold a certificate/,
    ],
  ];
  for (const [name, args, says] of wrong) {
    test(`is refused ${name}`, async () => {
      const { code, stderr } = await tocsin([
        "serve",
        "--stand-in",
        "--port",
        "0",
        "--data",
        at("wrong"),
        ...args,
      ]);
      assert.equal(code, 2);
      assert.match(stderr, says);
    });
  }
});

describe("tocsin doctor", () => {
  const doctor = (args: readonly string[]) => tocsin(["doctor", "--port", "0", ...args]);
  const days = (count: number) => ({ ...making(), nowMs: Date.now() + count * 86_400_000 });

  test("says that there is no certificate yet, and how long those that are there are good", async () => {
    const none = await doctor(["--data", at("none")]);
    assert.equal(none.code, 0);
    assert.match(none.stdout, /note +certificate +none in \S+ yet; tocsin serve --tls makes one/);
    await ensureCertificates(at("sound"), ["soc.example", "10.1.2.3"], making());
    const { code, stdout } = await doctor(["--data", at("sound")]);
    assert.equal(code, 0);
    assert.match(
      stdout,
      /ok +certificate +\S+server-with-key\.pem: good until 20\d\d-\d\d-\d\d, for localhost and the vendor's hosts, soc\.example, 10\.1\.2\.3\n/,
    );
    assert.match(stdout, /ok +certificate +\S+authority-with-key\.pem: good until 20\d\d-\d\d-\d\d\n/);
  });

  const ages: readonly (readonly [string, number, number, RegExp])[] = [
    ["ends-soon", -380, 0, /note +certificate +\S+server\S+ is good only until \S+; tocsin cert makes/],
    ["has-ended", -500, 1, /problem +certificate +\S+server\S+ was good until \S+; tocsin cert makes/],
    [
      "is-of-the-future",
      30,
      1,
      /problem +certificate +\S+server\S+ is good only from \S+; set this machine's/,
    ],
  ];
  for (const [what, age, exit, line] of ages) {
    test(`a certificate that ${what.replaceAll("-", " ")}`, async () => {
      await ensureCertificates(at(what), [], days(age));
      const { code, stdout } = await doctor(["--data", at(what)]);
      assert.match(stdout, line);
      assert.equal(code, exit, stdout);
    });
  }

  test("the operator's own, damaged, half given, and of another key", async () => {
    const own = await makeTestCertificates(["soc.example"]);
    writeFileSync(at("own.pem"), own.server.certificate);
    writeFileSync(at("own.key"), own.server.privateKey);
    const other = await makeTestCertificates();
    writeFileSync(at("other.key"), other.server.privateKey);
    own.remove();
    other.remove();
    const good = await doctor(["--data", at("o"), "--tls-cert", at("own.pem"), "--tls-key", at("own.key")]);
    assert.match(good.stdout, /ok +certificate +\S+own\.pem: good until/);
    assert.equal(good.code, 0);
    const apart = await doctor([
      "--data",
      at("o"),
      "--tls-cert",
      at("own.pem"),
      "--tls-key",
      at("other.key"),
    ]);
    assert.match(apart.stdout, /problem +certificate +.* are not a certificate and its private key/);
    const half = await doctor(["--data", at("o"), "--tls-cert", at("own.pem")]);
    assert.match(half.stdout, /problem +certificate +--tls-cert and --tls-key need each other/);
    assert.deepEqual([apart.code, half.code], [1, 1]);
    assert.ok(!`${apart.stdout}${apart.stderr}`.includes("PRIVATE"));
  });
});
