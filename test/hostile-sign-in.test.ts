import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, describe, test } from "node:test";
import fc from "fast-check";
import { makeCertificate } from "./fixtures/app-certificate.ts";
import type { Answer } from "./fixtures/ask.ts";
import { Browser, formsIn } from "./fixtures/browser.ts";
import { FABRIKAM, NORTHWIND } from "./fixtures/scopes.ts";
import { startServer, type TestServer } from "./fixtures/server.ts";
import { ANA, APPS, SECRET, signInConfig, WEB_REDIRECT } from "./fixtures/sign-in-tenants.ts";

const DEFENDER = "https://api.security.microsoft.com";
const REDIRECT = "http://localhost:53682/";
const VERIFIER = "a-verifier-that-is-long-enough-for-rfc-7636-0123456789";
const CHALLENGE = createHash("sha256").update(VERIFIER).digest("base64url");
const PERSON = { person: `${NORTHWIND}/${ANA}` };
type Fields = Readonly<Record<string, string>>;

let server: TestServer;
before(async () => {
  server = await startServer(signInConfig(await makeCertificate()));
});
after(() => server.stop());

const authorizePath = (fields: Fields = {}, authority = NORTHWIND) => {
  const query = new URLSearchParams({
    client_id: APPS.desktop,
    response_type: "code",
    redirect_uri: REDIRECT,
    scope: `openid ${DEFENDER}/Incident.Read`,
    code_challenge: CHALLENGE,
    code_challenge_method: "S256",
    ...fields,
  });
  for (const [name, value] of Object.entries(fields)) if (value === "") query.delete(name);
  return `/${authority}/oauth2/v2.0/authorize?${query}`;
};

async function codeFor(fields: Fields = {}, authority = NORTHWIND): Promise<string> {
  const browser = new Browser(server.origin);
  const page = await browser.open(authorizePath(fields, authority));
  const answer = await browser.submit(page, "person", PERSON);
  return new URL(String(answer.headers.location)).searchParams.get("code") ?? "";
}

async function redeem(code: string, fields: Fields = {}, authority = NORTHWIND): Promise<number> {
  const body = new URLSearchParams({
    grant_type: "authorization_code",
    client_id: APPS.desktop,
    code,
    redirect_uri: REDIRECT,
    code_verifier: VERIFIER,
    ...fields,
  });
  for (const [name, value] of Object.entries(fields)) if (value === "") body.delete(name);
  const answer = await server.ask(`/${authority}/oauth2/v2.0/token`, {
    method: "POST",
    body: body.toString(),
  });
  return answer.status === 200 ? 200 : JSON.parse(answer.body).error_codes[0];
}

/** Nothing leads away from here, and no code was made. */
function staysHere({ status, headers, body }: Answer, aadsts: number): void {
  assert.equal(status, 400, body);
  assert.equal(headers.location, undefined);
  assert.match(String(headers["content-type"]), /^text\/html/);
  assert.match(body, new RegExp(`AADSTS${aadsts}: `));
}

describe("a redirect URI that nobody registered gets neither a code nor an error", () => {
  const desktop = [
    "http://localhost.evil.example/",
    "http://localhost@evil.example/",
    "http://localhost:53682@evil.example/",
    "http://user@localhost:53682/",
    "http://evil.example/",
    "http://localhost:53682/elsewhere",
    "http://localhost:53682/../x",
    "http://localhost:53682/.",
    "http://localhost:53682//",
    "http://localhost:53682/:1/",
    "http://localhost:53682:1/",
    "http://LOCALHOST:53682/",
    "http://localhost:53682/?next=https://evil.example",
    "http://localhost:53682/#fragment",
    "http://localhost:53682\\@evil.example/",
    "http://localhost:53682/%0d%0aX: y\r\nX: y",
    "https://localhost:53682/",
    "http://127.0.0.1:53682/",
    "http://localhost:99999/",
    "//localhost/",
    "javascript:alert(1)//http://localhost/",
    "data:text/html,hi",
    " http://localhost/",
    "http://localhost/ ",
    `http://localhost/${"a".repeat(3_000)}`,
  ];
  for (const uri of desktop) {
    test(JSON.stringify(uri.slice(0, 60)), async () => {
      staysHere(await new Browser(server.origin).open(authorizePath({ redirect_uri: uri })), 50011);
    });
  }

  const web = [
    `${WEB_REDIRECT}&x=1`,
    WEB_REDIRECT.replace("?", "/?"),
    WEB_REDIRECT.replace("https:", "http:"),
    WEB_REDIRECT.toUpperCase(),
    WEB_REDIRECT.replace("soc.", "soc.evil."),
    WEB_REDIRECT.replace("/auth", ":8443/auth"),
    WEB_REDIRECT.replace("/auth", "/auth/../auth"),
  ];
  for (const uri of web) {
    test(uri, async () => {
      const path = authorizePath({ client_id: APPS.web, redirect_uri: uri });
      staysHere(await new Browser(server.origin).open(path), 50011);
    });
  }

  test("whatever it is, as long as it is another one", async () => {
    const near = fc.oneof(
      fc.webUrl({ withFragments: true, withQueryParameters: true }),
      fc.string({ unit: "binary" }),
      fc.tuple(fc.constant(REDIRECT), fc.string({ minLength: 1 })).map(([uri, tail]) => uri + tail),
      fc.tuple(fc.string({ minLength: 1 }), fc.constant(REDIRECT)).map(([head, uri]) => head + uri),
    );
    await fc.assert(
      fc.asyncProperty(near, async (uri) => {
        fc.pre(uri !== "" && !/^http:\/\/localhost(:\d*)?\/?$/.test(uri));
        const answer = await new Browser(server.origin).open(authorizePath({ redirect_uri: uri }));
        assert.equal(answer.headers.location, undefined, uri);
        assert.notEqual(answer.status, 200, uri);
      }),
      { numRuns: 200 },
    );
  });

  test("given twice", async () => {
    const path = `${authorizePath()}&redirect_uri=${encodeURIComponent("https://evil.example/")}`;
    staysHere(await new Browser(server.origin).open(path), 9000411);
  });

  test("with an unknown application or tenant", async () => {
    const unknown = "00000000-0000-4000-8000-000000000001";
    staysHere(await new Browser(server.origin).open(authorizePath({ client_id: unknown })), 700016);
    staysHere(await new Browser(server.origin).open(authorizePath({ client_id: "" })), 90014);
    staysHere(await new Browser(server.origin).open(authorizePath({}, "evil.example")), 90002);
    staysHere(
      await new Browser(server.origin).open(authorizePath({ redirect_uri: "", client_id: APPS.desktop })),
      90014,
    );
  });

  test("at the end of a session", async () => {
    const wanted = [
      "https://evil.example/",
      "//evil.example/",
      "http://localhost.evil.example/",
      "javascript:alert(1)",
      `${WEB_REDIRECT}/..`,
    ];
    for (const uri of wanted) {
      const query = new URLSearchParams({ post_logout_redirect_uri: uri });
      const answer = await new Browser(server.origin).open(`/${NORTHWIND}/oauth2/v2.0/logout?${query}`);
      assert.deepEqual([answer.status, answer.headers.location], [200, undefined], uri);
    }
    const own = new URLSearchParams({
      post_logout_redirect_uri: WEB_REDIRECT,
      client_id: APPS.web,
      state: "a b",
    });
    const answer = await new Browser(server.origin).open(`/${NORTHWIND}/oauth2/v2.0/logout?${own}`);
    assert.equal(answer.headers.location, `${WEB_REDIRECT}&state=a+b`);
    own.set("client_id", APPS.desktop);
    const others = await new Browser(server.origin).open(`/${NORTHWIND}/oauth2/v2.0/logout?${own}`);
    assert.equal(others.headers.location, undefined);
  });
});

describe("an authorization code", () => {
  test("is good once", async () => {
    const code = await codeFor();
    assert.equal(await redeem(code), 200);
    assert.equal(await redeem(code), 54005);
  });

  test("is good once when many come at the same moment", async () => {
    const code = await codeFor();
    const results = await Promise.all(Array.from({ length: 20 }, () => redeem(code)));
    assert.deepEqual(
      results.toSorted((a, b) => a - b),
      [200, ...Array.from({ length: 19 }, () => 54005)],
    );
  });

  const cases: readonly (readonly [name: string, fields: Fields, aadsts: number])[] = [
    ["without its verifier", { code_verifier: "" }, 501481],
    ["with another verifier", { code_verifier: `${VERIFIER}x` }, 501481],
    ["with its challenge for a verifier", { code_verifier: CHALLENGE }, 501481],
    ["by another application", { client_id: APPS.web, client_secret: SECRET }, 70000],
    ["for another redirect URI", { redirect_uri: "http://localhost:1/" }, 500112],
    ["without a redirect URI", { redirect_uri: "" }, 900144],
    ["that was never given", { code: "made-up" }, 70000],
    ["that is none", { code: "" }, 900144],
  ];
  for (const [name, fields, aadsts] of cases) {
    test(`is refused ${name}, and stays good for its owner`, async () => {
      const code = await codeFor();
      assert.equal(await redeem(code, fields), aadsts);
      assert.equal(await redeem(code), 200);
    });
  }

  test("that was asked for without a challenge is refused with a verifier", async () => {
    const code = await codeFor({ code_challenge: "", code_challenge_method: "" });
    assert.equal(await redeem(code), 501481);
    assert.equal(await redeem(code, { code_verifier: "" }), 200);
  });

  test("is not given for a challenge method without its challenge", async () => {
    const answer = await new Browser(server.origin).open(authorizePath({ code_challenge: "" }));
    assert.match(
      String(answer.headers.location),
      /^http:\/\/localhost:53682\/\?error=invalid_request&.*AADSTS50147/,
    );
  });

  test("of one tenant is refused at another", async () => {
    const code = await codeFor({ client_id: APPS.partner });
    const partner = { client_id: APPS.partner, client_secret: SECRET };
    assert.equal(await redeem(code, partner, FABRIKAM), 700005);
    assert.equal(await redeem(code, partner), 200);
  });

  test("is not in the log", async () => {
    const code = await codeFor();
    await redeem(code);
    assert.ok(!JSON.stringify(server.logLines()).includes(code));
  });
});

describe("a form of the sign-in page", () => {
  const send = (browser: Browser, page: Answer, headers: Fields, ticket?: string) => {
    const [form] = formsIn(page);
    assert.ok(form);
    const body = new URLSearchParams({ ...form.hidden, ...PERSON });
    if (ticket !== undefined) body.set("ticket", ticket);
    return browser.open(form.action, { method: "POST", headers, body: body.toString() });
  };
  const refused = ({ status, headers, body }: Answer) => {
    assert.equal(status, 400);
    assert.equal(headers.location, undefined);
    assert.match(body, /Sign in again/);
  };

  test("is refused without the browser's cookie, or with another browser's", async () => {
    const victim = new Browser(server.origin);
    const attacker = new Browser(server.origin);
    const page = await attacker.open(authorizePath());
    refused(await send(victim, page, {}));
    await victim.open(authorizePath());
    refused(await send(victim, page, {}));
    assert.equal((await send(attacker, page, {})).status, 302);
  });

  const foreign: readonly Fields[] = [
    { origin: "https://evil.example" },
    { origin: "null" },
    { origin: "http://127.0.0.1:1" },
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
  ];
  for (const headers of foreign) {
    test(`is refused from elsewhere: ${JSON.stringify(headers)}`, async () => {
      const browser = new Browser(server.origin);
      refused(await send(browser, await browser.open(authorizePath()), headers));
    });
  }

  test("is refused with a ticket that is changed, of another page, or none", async () => {
    const browser = new Browser(server.origin);
    const page = await browser.open(authorizePath());
    const device = await browser.open("/common/oauth2/deviceauth");
    const other = formsIn(device)[0]?.hidden.ticket ?? "";
    for (const ticket of ["", "x", `${formsIn(page)[0]?.hidden.ticket}x`, other]) {
      refused(await send(browser, page, {}, ticket));
    }
  });

  test("cannot name a person of another tenant", async () => {
    const browser = new Browser(server.origin);
    const page = await browser.open(authorizePath({ client_id: APPS.partner }));
    const answer = await browser.submit(page, "person", {
      person: `${FABRIKAM}/00000000-0000-4000-8000-0000000000fa`,
    });
    assert.equal(answer.status, 400);
    assert.match(answer.body, /no account of this name/);
  });

  test("looks at the configuration as it is when it is sent", async () => {
    const browser = new Browser(server.origin);
    const page = await browser.open(authorizePath());
    const config = signInConfig(await makeCertificate());
    const tenants = config.tenants.map((tenant) => ({
      ...tenant,
      apps: tenant.apps.map((app) => ({ ...app, redirectUris: [] })),
    }));
    await server.app.reload({ ...config, tenants });
    staysHere(await browser.submit(page, "person", PERSON), 50011);
    await server.app.reload(config);
  });
});

describe("the pages of the sign-in", () => {
  const paths = [
    authorizePath(),
    authorizePath({ redirect_uri: "https://evil.example/" }),
    "/common/oauth2/deviceauth",
    `/${NORTHWIND}/oauth2/v2.0/logout`,
    "/common/oauth2/nativeclient",
  ];
  for (const path of paths) {
    test(`cannot be framed, cached or scripted: ${path.slice(0, 60)}`, async () => {
      const { headers } = await new Browser(server.origin).open(path);
      assert.equal(headers["x-frame-options"], "DENY");
      const policy = String(headers["content-security-policy"]);
      for (const part of [
        "default-src 'none'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'self'",
      ]) {
        assert.ok(policy.includes(part), policy);
      }
      assert.doesNotMatch(policy, /script-src|unsafe-inline|\*/);
      assert.equal(headers["cache-control"], "no-store");
      assert.equal(headers["x-content-type-options"], "nosniff");
      assert.equal(headers["referrer-policy"], "same-origin");
    });
  }

  test("set cookies that no script and no other site can use", async () => {
    const { headers } = await new Browser(server.origin).open(authorizePath());
    assert.match(
      String(headers["set-cookie"]),
      /^tocsin-sign-in-form=[\w-]{43}; Path=\/; Max-Age=900; HttpOnly; SameSite=Strict$/,
    );
  });

  test("show hostile values as text", async () => {
    const browser = new Browser(server.origin);
    const hostile = `"><script>alert(1)</script>`;
    for (const fields of [
      { login_hint: hostile },
      { state: hostile },
      { client_id: hostile },
      { redirect_uri: hostile },
    ]) {
      const { body } = await browser.open(authorizePath(fields));
      assert.ok(!body.includes("<script>"), body);
    }
    const tenant = await browser.open(`/${encodeURIComponent(hostile)}/oauth2/v2.0/authorize`);
    assert.ok(!tenant.body.includes("<script>"));
  });

  test("answer whatever is sent to them with a page or a redirect to the application", async () => {
    const names = fc.constantFrom(
      "client_id",
      "redirect_uri",
      "scope",
      "state",
      "prompt",
      "response_mode",
      "nonce",
    );
    const values = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("none", "form_post", "fragment", "%00", ".default"),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(names, values), { maxLength: 5 }), async (changes) => {
        const { status, headers } = await new Browser(server.origin).open(
          authorizePath(Object.fromEntries(changes)),
        );
        assert.ok([200, 302, 400].includes(status));
        if (status === 302) assert.ok(String(headers.location).startsWith(REDIRECT));
      }),
      { numRuns: 200 },
    );
  });
});

describe("the code of a device", () => {
  const start = async (): Promise<{ readonly user_code: string; readonly device_code: string }> => {
    const body = new URLSearchParams({ client_id: APPS.desktop, scope: `${DEFENDER}/.default` }).toString();
    return JSON.parse(
      (await server.ask(`/${NORTHWIND}/oauth2/v2.0/devicecode`, { method: "POST", body })).body,
    );
  };

  test("is long, and has no letter that looks like another", async () => {
    for (let index = 0; index < 50; index++)
      assert.match((await start()).user_code, /^[BCDFGHJKLMNPQRSTVWXZ]{9}$/);
  });

  test("cannot be approved without being entered", async () => {
    const browser = new Browser(server.origin);
    const page = await browser.open("/common/oauth2/deviceauth");
    const { user_code: code } = await start();
    const body = new URLSearchParams({
      ...formsIn(page)[0]?.hidden,
      ...PERSON,
      userCode: code,
      user_code: code,
    });
    const answer = await browser.open("/tocsin/v1/sign-in/device", { method: "POST", body: body.toString() });
    assert.equal(answer.status, 400);
  });

  test("cannot be settled twice", async () => {
    const browser = new Browser(server.origin);
    const page = await browser.open("/common/oauth2/deviceauth");
    const people = await browser.submit(page, "user_code", { user_code: (await start()).user_code });
    assert.equal((await browser.submit(people, "person", PERSON)).status, 200);
    assert.equal((await browser.submit(people, "cancel", { cancel: "1" })).status, 400);
  });

  test("cannot be guessed: after twenty wrong ones nobody may try for a minute", async () => {
    const browser = new Browser(server.origin);
    let page = await browser.open("/common/oauth2/deviceauth");
    const statuses: number[] = [];
    for (let index = 0; index < 25; index++) {
      page = await browser.submit(page, "user_code", { user_code: `BBBBBBBB${index}` });
      statuses.push(page.status);
    }
    assert.deepEqual([statuses.filter((status) => status === 400).length, statuses.at(-1)], [20, 429]);
    const right = await browser.submit(page, "user_code", { user_code: (await start()).user_code });
    assert.equal(right.status, 429);
  });
});
