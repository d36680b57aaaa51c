import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { type Authenticator, createAuthenticator } from "./authenticate.ts";
import { issuerKeyLimits } from "./issuer-keys.ts";
import { type IssuerServer, startIssuer } from "./issuer-server.fixture.ts";
import { Refusal } from "./refusal.ts";
import {
  AUDIENCE,
  applicationClaims,
  type Members,
  NOW_MS,
  rsaKey,
  signed,
  TENANT,
} from "./token.fixture.ts";
import type { Mode, TrustedIssuer } from "./trusted-issuer.ts";

const [one, two] = [rsaKey("one"), rsaKey("two")];
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let server: IssuerServer;
let authenticator: Authenticator;
let nowMs = NOW_MS;

function open(changes: Partial<TrustedIssuer> = {}, mode: Mode = "production"): Authenticator {
  return createAuthenticator({
    mode,
    issuers: [{ issuer: server.origin, clouds: ["public"], ...changes }],
    tenants: [TENANT],
    audiences: { defender: [AUDIENCE], graph: [] },
    nowMs: () => nowMs,
    keyLimits: { ...issuerKeyLimits, timeoutMs: 300, bytesMax: 20_000 },
  });
}

before(async () => {
  server = await startIssuer();
});

beforeEach(() => {
  nowMs = NOW_MS;
  server.hits.discovery = 0;
  server.hits.keys = 0;
  server.keys = [one.jwk];
  server.discovery = {};
  server.answerKeys = undefined;
  server.answerDiscovery = undefined;
  authenticator = open();
});

afterEach(() => authenticator.close());
after(() => server.down());

let serial = 0;
/** A token that no cache has seen, valid whatever the clock of the test says. */
function fresh(key = one, header: Members = {}): string {
  const times = { nbf: 0, exp: NOW_MS / 1000 + 100 * 86_400, uti: String(serial++) };
  return signed(key, applicationClaims(server.origin, times), header);
}

async function outcome(token: string): Promise<string> {
  try {
    return (await authenticator.authenticate(`Bearer ${token}`, "public", "defender")).kind;
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}

const why = () => authenticator.health()[0]?.why;
const ok = () => authenticator.health()[0]?.ok;
/** Lets a fetch in the background come to its end. */
const settled = () => authenticator.prime();

describe("keys of an issuer", () => {
  test("are found through discovery, once for all", async () => {
    assert.equal(await outcome(fresh()), "application");
    assert.equal(await outcome(fresh()), "application");
    assert.deepEqual(server.hits, { discovery: 1, keys: 1 });
    assert.deepEqual(authenticator.health(), [{ issuer: server.origin, ok: true }]);
  });

  test("are fetched once for a hundred callers at the same time", async () => {
    const outcomes = await Promise.all(Array.from({ length: 100 }, () => outcome(fresh())));
    assert.deepEqual(new Set(outcomes), new Set(["application"]));
    assert.deepEqual(server.hits, { discovery: 1, keys: 1 });
  });

  test("are read where jwksUrl says, without discovery", async () => {
    authenticator.close();
    authenticator = open({ jwksUrl: `${server.origin}/elsewhere` });
    assert.equal(await outcome(fresh()), "application");
    assert.deepEqual(server.hits, { discovery: 0, keys: 1 });
  });

  test("are fetched anew for an unknown key id, so that a rotation is noticed at once", async () => {
    assert.equal(await outcome(fresh()), "application");
    nowMs += MINUTE;
    server.keys = [two.jwk];
    assert.equal(await outcome(fresh(two)), "application");
    assert.equal(await outcome(fresh(one)), "invalid-token");
    assert.deepEqual(server.hits, { discovery: 2, keys: 2 });
  });

  test("that rotate away take the verified tokens with them", async () => {
    const token = fresh(one);
    assert.equal(await outcome(token), "application");
    nowMs += MINUTE;
    server.keys = [two.jwk];
    assert.equal(await outcome(fresh(two)), "application");
    assert.equal(await outcome(token), "invalid-token");
  });

  test("that change under the same id take the verified tokens with them", async () => {
    const token = fresh(one);
    assert.equal(await outcome(token), "application");
    nowMs += MINUTE;
    server.keys = [{ ...two.jwk, kid: "one" }];
    assert.equal(await outcome(fresh(one, { kid: "new" })), "invalid-token");
    assert.equal(await outcome(token), "invalid-token");
  });

  test("are not fetched again and again for made-up key ids", async () => {
    assert.equal(await outcome(fresh()), "application");
    nowMs += MINUTE;
    for (let i = 0; i < 50; i++)
      assert.equal(await outcome(fresh(one, { kid: `made-up-${i}` })), "invalid-token");
    assert.deepEqual(server.hits, { discovery: 2, keys: 2 });
    nowMs += issuerKeyLimits.coolDownMs;
    assert.equal(await outcome(fresh(one, { kid: "made-up" })), "invalid-token");
    assert.deepEqual(server.hits, { discovery: 3, keys: 3 });
  });

  test("are fetched anew in the background once they are an hour old, and a withdrawn key with it", async () => {
    server.keys = [one.jwk, two.jwk];
    assert.equal(await outcome(fresh(one)), "application");
    server.keys = [two.jwk];
    nowMs += HOUR;
    assert.equal(await outcome(fresh(one)), "application");
    await settled();
    assert.equal(await outcome(fresh(one)), "invalid-token");
    assert.equal(await outcome(fresh(two)), "application");
  });
});

describe("an issuer that is down", () => {
  test("lets nobody in, is named in health, and recovers", async () => {
    await server.down();
    try {
      assert.equal(await outcome(fresh()), "issuer-unavailable");
      assert.equal(ok(), false);
      assert.match(why() ?? "", /127\.0\.0\.1.*(ECONNREFUSED|closed)/);
    } finally {
      await server.up();
    }
    assert.equal(await outcome(fresh()), "issuer-unavailable", "not asked again within the pause");
    nowMs += issuerKeyLimits.retryMs;
    assert.equal(await outcome(fresh()), "application");
    assert.deepEqual(authenticator.health(), [{ issuer: server.origin, ok: true }]);
  });

  test("recovers through health alone, without a caller", async () => {
    server.answerKeys = (_request, response) => response.writeHead(503).end();
    await authenticator.prime();
    assert.match(why() ?? "", /answered 503/);
    server.answerKeys = undefined;
    nowMs += issuerKeyLimits.retryMs;
    assert.equal(ok(), false);
    await settled();
    assert.equal(ok(), true);
  });

  test("is bridged with the keys at hand for a day, not for longer", async () => {
    assert.equal(await outcome(fresh()), "application");
    await server.down();
    try {
      nowMs += 23 * HOUR;
      assert.equal(await outcome(fresh()), "application");
      await settled();
      assert.equal(ok(), true);
      assert.match(why() ?? "", /fetched earlier are in use: .*(ECONNREFUSED|closed)/);
      assert.equal(await outcome(fresh(two)), "issuer-unavailable", "an unknown id cannot be judged");
      nowMs += HOUR;
      assert.equal(await outcome(fresh()), "issuer-unavailable");
      assert.equal(ok(), false);
      assert.match(why() ?? "", /too old/);
    } finally {
      await server.up();
    }
  });

  test("keeps its keys no younger when the clock is turned back", async () => {
    assert.equal(await outcome(fresh()), "application");
    await server.down();
    try {
      nowMs -= HOUR;
      assert.equal(await outcome(fresh()), "issuer-unavailable");
    } finally {
      await server.up();
    }
  });
});

describe("an answer that is not to be believed", () => {
  const big = "x".repeat(30_000);
  const cases: readonly { name: string; why: RegExp; prepare: () => void }[] = [
    {
      name: "discovery of another issuer",
      why: /another issuer/,
      prepare: () => {
        server.discovery = { issuer: "https://issuer.example" };
      },
    },
    {
      name: "discovery without jwks_uri",
      why: /no jwks_uri/,
      prepare: () => {
        server.discovery = { jwks_uri: undefined };
      },
    },
    {
      name: "keys over http on another machine",
      why: /not https/,
      prepare: () => {
        server.discovery = { jwks_uri: "http://keys.example/keys" };
      },
    },
    {
      name: "keys in a file",
      why: /not https/,
      prepare: () => {
        server.discovery = { jwks_uri: "file:///etc/keys" };
      },
    },
    {
      name: "too many bytes",
      why: /over 20000 bytes/,
      prepare: () => {
        server.answerKeys = (_request, response) => response.end(JSON.stringify({ keys: [one.jwk], big }));
      },
    },
    {
      name: "bytes without end",
      why: /over 20000 bytes/,
      prepare: () => {
        server.answerKeys = (_request, response) => {
          const feed = () => {
            while (!response.destroyed && response.write(big)) {}
          };
          response.on("drain", feed);
          feed();
        };
      },
    },
    {
      name: "no answer",
      why: /over 300 ms/,
      prepare: () => {
        server.answerKeys = () => {};
      },
    },
    {
      name: "an answer that trickles",
      why: /over 300 ms/,
      prepare: () => {
        server.answerKeys = (_request, response) => {
          const timer = setInterval(() => response.write(" "), 50);
          response.on("close", () => clearInterval(timer));
        };
      },
    },
    {
      name: "a redirect to another origin",
      why: /another origin/,
      prepare: () => {
        server.answerKeys = (_request, response) =>
          response.writeHead(302, { location: "http://localhost:1/keys" }).end();
      },
    },
    {
      name: "a redirect without end",
      why: /redirects more than 2 times/,
      prepare: () => {
        server.answerKeys = (_request, response) => response.writeHead(307, { location: "/again" }).end();
      },
    },
    {
      name: "a redirect to nowhere",
      why: /another origin/,
      prepare: () => {
        server.answerKeys = (_request, response) => response.writeHead(302, { location: "http://[" }).end();
      },
    },
    {
      name: "a broken connection",
      why: /127\.0\.0\.1/,
      prepare: () => {
        server.answerKeys = (_request, response) => response.destroy();
      },
    },
    {
      name: "HTML",
      why: /no JSON object/,
      prepare: () => {
        server.answerKeys = (_request, response) => response.end("<html>");
      },
    },
    {
      name: "JSON that is no object",
      why: /no JSON object/,
      prepare: () => {
        server.answerKeys = (_request, response) => response.end("[]");
      },
    },
    {
      name: "an object without keys",
      why: /no JWK Set/,
      prepare: () => {
        server.answerKeys = (_request, response) => response.end('{"keys":{"__proto__":[]}}');
      },
    },
    {
      name: "no key of use",
      why: /no RSA signature key/,
      prepare: () => {
        server.keys = [
          { kty: "oct", k: "AAAA", kid: "one" },
          { ...one.jwk, use: "enc" },
        ];
      },
    },
  ];

  for (const { name, why: expected, prepare } of cases) {
    test(`${name} is refused within bounds`, async () => {
      prepare();
      const started = performance.now();
      assert.equal(await outcome(fresh()), "issuer-unavailable");
      assert.ok(performance.now() - started < 2_000);
      assert.match(why() ?? "", expected);
      assert.equal(ok(), false);
    });
  }

  test("a redirect on the same origin is followed", async () => {
    server.answerKeys = (request, response) => {
      if (request.url === "/keys") response.writeHead(302, { location: "/moved" }).end();
      else response.end(JSON.stringify({ keys: [one.jwk] }));
    };
    assert.equal(await outcome(fresh()), "application");
  });
});

describe("a stand-in's keys", () => {
  const marked = () => {
    server.keys = [{ ...one.jwk, tocsin_stand_in: true }];
  };
  const prefixed = () => {
    server.keys = [one.jwk, { ...two.jwk, kid: "tocsin-stand-in-1" }];
  };
  const declared = () => {
    server.discovery = { tocsin_stand_in: true };
  };
  for (const prepare of [marked, prefixed, declared]) {
    test(`are refused in production: ${prepare.name}`, async () => {
      prepare();
      assert.equal(await outcome(fresh()), "issuer-unavailable");
      assert.match(why() ?? "", /stand-in, which is refused in production/);
    });

    test(`may be used by another stand-in: ${prepare.name}`, async () => {
      authenticator.close();
      authenticator = open({}, "stand-in");
      prepare();
      assert.equal(await outcome(fresh()), "application");
    });
  }

  test("put an end to keys that were trusted before", async () => {
    const token = fresh();
    assert.equal(await outcome(token), "application");
    marked();
    nowMs += HOUR;
    await authenticator.prime();
    assert.equal(await outcome(token), "issuer-unavailable");
    assert.equal(ok(), false);
  });
});

test("after close nothing is fetched, and a fetch under way ends", async () => {
  server.answerKeys = () => {};
  const waiting = outcome(fresh());
  while (server.hits.keys === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  authenticator.close();
  assert.equal(await waiting, "issuer-unavailable");
  nowMs += HOUR;
  assert.equal(await outcome(fresh()), "issuer-unavailable");
  assert.deepEqual(server.hits, { discovery: 1, keys: 1 });
});
