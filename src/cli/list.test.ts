import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { after, describe, test } from "node:test";
import type { Command } from "commander";
import {
  type ApiServer,
  type AskedRequest,
  clientOf,
  type Reply,
  startApi,
  TOKEN,
} from "./api-server.fixture.ts";
import type { CliContext } from "./context.ts";
import { getCommand } from "./get.ts";
import { incidentPages } from "./incident-pages.ts";
import { listCommand } from "./list.ts";
import { runCommand } from "./run-command.fixture.ts";

for (const name of Object.keys(process.env)) if (name.startsWith("TOCSIN_")) delete process.env[name];

const open: { close(): void }[] = [];
after(() => {
  for (const one of open) one.close();
});

async function serving(reply: (request: AskedRequest, origin: string) => Reply): Promise<ApiServer> {
  const server = await startApi(reply);
  open.push(server);
  return server;
}

const incident = (incidentId: number, part: object = {}) => ({
  incidentId,
  redirectIncidentId: null,
  incidentName: `Incident ${incidentId}`,
  lastUpdateTime: "2026-03-04T09:02:17.61Z",
  severity: "High",
  status: "Active",
  assignedTo: null,
  alerts: [],
  ...part,
});

/** A list of so many incidents, in pages of 100 as the contract has them (§ 4.1). */
function listOf(count: number): (request: AskedRequest, origin: string) => Reply {
  const all = Array.from({ length: count }, (_, index) => incident(index + 1));
  return ({ query }, origin) => {
    const skip = Number(query.get("$skip") ?? 0);
    const top = query.get("$top");
    const next = skip + 100;
    return {
      body: {
        "@odata.context": `${origin}/api/$metadata#Incidents`,
        value: all.slice(skip, skip + Number(top ?? 100)),
        ...(top === null && next < count && { "@odata.nextLink": `${origin}/api/incidents/?$skip=${next}` }),
      },
    };
  };
}

/** A list of these pages; what `linkOf` gives leads from one to the next. */
function pagesOf(
  pages: readonly (readonly object[])[],
  linkOf = (next: number, origin: string): unknown => `${origin}/api/incidents/?$skip=${next}`,
): (request: AskedRequest, origin: string) => Reply {
  return ({ query }, origin) => {
    const at = Number(query.get("$skip") ?? 0);
    const link = at + 1 < pages.length ? { "@odata.nextLink": linkOf(at + 1, origin) } : {};
    return { body: { value: pages[at], ...link } };
  };
}

const list = ({ origin }: { readonly origin: string }, ...args: readonly string[]) =>
  runCommand(listCommand, ["--url", origin, "--token", TOKEN, ...args]);

/** Runs a command as a person at a terminal does. */
function atTerminal(make: (context: CliContext) => Command, args: readonly string[], columns = 100) {
  return runCommand((context) => {
    Object.assign(context.stdout, { isTTY: true, columns });
    Object.assign(context.stderr, { isTTY: true, columns });
    return make(context);
  }, args);
}

const idsIn = (output: Buffer): readonly number[] =>
  output
    .toString()
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line).incidentId);
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describe("tocsin list, piped", () => {
  test("writes one incident a line, as the server wrote it, from every page", async () => {
    const items = ['{ "incidentId": 1.0,\r\n "big": 9007199254740993 }', '{"incidentId":2,"x":"\\u001b é"}'];
    const server = await serving(() => ({ body: `{"value": [${items.join(" , ")}]}` }));
    const { exitCode, stdout, stderr } = await list(server);
    assert.deepEqual([exitCode, stderr], [0, ""]);
    assert.equal(stdout.toString(), `${items.join("\n").replace("\r\n", " ")}\n`);
  });

  test("follows the links as they were given, and sends the token with each", async () => {
    const server = await serving(listOf(250));
    assert.deepEqual(idsIn((await list(server)).stdout), numbers(250));
    assert.deepEqual(
      server.asked.map(({ path, query, authorization }) => [path, query.toString(), authorization]),
      [
        ["/api/incidents", "", `Bearer ${TOKEN}`],
        ["/api/incidents/", "%24skip=100", `Bearer ${TOKEN}`],
        ["/api/incidents/", "%24skip=200", `Bearer ${TOKEN}`],
      ],
    );
  });

  test("reads on where a page is empty, and where a link is relative", async () => {
    const server = await serving(
      pagesOf([[incident(1)], [], [incident(2)]], (next) => `incidents/?$skip=${next}`.replace(/^.*\?/, "?")),
    );
    assert.deepEqual(idsIn((await list(server)).stdout), [1, 2]);
  });

  test("writes an incident once that comes twice because the list shifted", async () => {
    const server = await serving(
      pagesOf([
        [incident(1), incident(2)],
        [incident(2), incident(3)],
      ]),
    );
    assert.deepEqual(idsIn((await list(server)).stdout), [1, 2, 3]);
  });

  test("writes everything whose number cannot be told apart", async () => {
    const server = await serving(() => ({
      body: '{"value":[{"incidentId":9007199254740992},{"incidentId":9007199254740993},{},{}]}',
    }));
    assert.equal((await list(server)).stdout.toString().split("\n").length, 5);
  });

  const tops: readonly (readonly [number, string | null, number])[] = [
    [1, "1", 1],
    [100, "100", 1],
    [101, null, 2],
    [200, null, 2],
    [300, null, 3],
  ];
  for (const [top, sent, requests] of tops) {
    test(`--top ${top} gives ${Math.min(top, 250)} of 250 incidents with ${requests} requests`, async () => {
      const server = await serving(listOf(250));
      assert.deepEqual(idsIn((await list(server, "--top", String(top))).stdout), numbers(Math.min(top, 250)));
      assert.deepEqual([server.asked[0]?.query.get("$top"), server.asked.length], [sent, requests]);
    });
  }

  test("--top is kept to by a server that gives more, and filled by one whose pages are small", async () => {
    const generous = await serving(pagesOf([[incident(1), incident(2), incident(3)], [incident(4)]]));
    assert.deepEqual(idsIn((await list(generous, "--top", "2")).stdout), [1, 2]);
    const small = await serving(pagesOf([[incident(1)], [incident(2)], [incident(3)]]));
    assert.deepEqual(idsIn((await list(small, "--top", "2")).stdout), [1, 2]);
  });

  test("a filter arrives as it was written", async () => {
    const server = await serving(listOf(1));
    for (const filter of [
      "assignedTo eq 'o''brien&co=1#x' and lastUpdateTime ge 2026-03-04T08:00:00+01:00",
      "status eq 'é 100%'",
    ]) {
      await list(server, "--filter", filter);
      assert.equal(server.asked.at(-1)?.query.get("$filter"), filter);
    }
    await list(server, "--filter", "");
    assert.equal(server.asked.at(-1)?.query.has("$filter"), false);
  });

  test("nothing says so on standard error, and is no failure", async () => {
    const server = await serving(listOf(0));
    for (const [args, message] of [
      [[], "tocsin: there is no incident\n"],
      [["--filter", "status eq 'x'"], "tocsin: no incident fits\n"],
    ] as const) {
      const { exitCode, stdout, stderr } = await list(server, ...args);
      assert.deepEqual([exitCode, stdout.length, stderr], [0, 0, message]);
    }
  });

  test("what a pipe shows on a terminal after all cannot act there", async () => {
    const server = await serving(() => ({ body: '{"value":[{"incidentName":"\u009b31m\u007f"}]}' }));
    assert.equal((await list(server)).stdout.toString(), '{"incidentName":"\\u009b31m\\u007f"}\n');
  });
});

describe("tocsin list, at a terminal", () => {
  const hostile = "\u001b[2J\u001b]0;owned\u0007\u009b31m\r\n\u202e";

  test("shows a table, page after page, as wide as the terminal", async () => {
    const server = await serving(
      pagesOf([[incident(1)], [incident(2, { redirectIncidentId: 1, status: "Redirected" })]]),
    );
    const { stdout } = await atTerminal(listCommand, ["--url", server.origin, "--token", TOKEN]);
    const lines = stdout.toString().split("\n");
    assert.deepEqual(
      lines.map((line) => line.trim().split(/ {2,}/)),
      [
        ["Id", "Updated (UTC)", "Severity", "Status", "Owner", "Alerts", "Name"],
        ["1", "2026-03-04 09:02", "High", "Active", "-", "0", "Incident 1"],
        ["2", "2026-03-04 09:02", "High", "Redirected", "-", "0", "→ 1", "Incident 2"],
        [""],
      ],
    );
  });

  test("--json shows JSON, and nothing of it acts on the terminal", async () => {
    const documents = [incident(1, { incidentName: hostile }), incident(2)];
    const server = await serving(() => ({ body: { value: documents } }));
    const { stdout } = await atTerminal(listCommand, ["--url", server.origin, "--token", TOKEN, "--json"]);
    const lines = stdout.toString().split("\n");
    assert.deepEqual(
      lines.slice(0, -1).map((line) => JSON.parse(line)),
      documents,
    );
    assert.doesNotMatch(lines.join(""), /[\p{Cc}\p{Cf}]/u);
  });

  test("a hostile name neither acts in the table nor in the story or the JSON of tocsin get", async () => {
    const document = incident(1, { incidentName: hostile, status: hostile, alerts: [{ title: hostile }] });
    const server = await serving(({ path }) => ({
      body: path.endsWith("/1") ? document : { value: [document] },
    }));
    const options = ["--url", server.origin, "--token", TOKEN];
    for (const { exitCode, stdout } of [
      await atTerminal(listCommand, options),
      await atTerminal(getCommand, ["1", ...options]),
      await atTerminal(getCommand, ["1", "--json", ...options]),
    ]) {
      assert.equal(exitCode, 0);
      assert.match(stdout.toString(), /\\u001b\[2J/);
      assert.doesNotMatch(stdout.toString().replaceAll("\n", ""), /[\p{Cc}\p{Cf}]/u);
    }
  });

  test("a person is told that the server asks to wait; a log is not", async () => {
    let calls = 0;
    const server = await serving((request, origin) =>
      ++calls % 2 === 1 ? { status: 429, headers: { "Retry-After": "1" } } : listOf(1)(request, origin),
    );
    const person = await atTerminal(listCommand, ["--url", server.origin, "--token", TOKEN]);
    assert.deepEqual([person.exitCode, person.stderr], [0, "tocsin: the server asks to wait 1 s …\n"]);
    const log = await list(server);
    assert.deepEqual([log.exitCode, log.stderr, idsIn(log.stdout)], [0, "", [1]]);
  });
});

describe("a server that is not honest", () => {
  test("does not get the token sent elsewhere, and what came before is written", async () => {
    const elsewhere = await serving(listOf(1));
    for (const link of [`${elsewhere.origin}/api/incidents`, `//${new URL(elsewhere.origin).host}/`]) {
      const server = await serving(pagesOf([[incident(1)], []], () => link));
      const { exitCode, stdout, stderr } = await list(server);
      assert.deepEqual([exitCode, idsIn(stdout)], [1, [1]]);
      assert.match(stderr, /points to http:\/\/127\.0\.0\.1:\d+, and the token is for .* alone/);
      assert.doesNotMatch(stderr, new RegExp(TOKEN));
    }
    assert.equal(elsewhere.asked.length, 0);
  });

  const circles: readonly (readonly [string, (next: number, origin: string) => string])[] = [
    ["to the first page", (_next, origin) => `${origin}/api/incidents`],
    ["to the page it stands on", (_next, origin) => `${origin}/api/incidents?$skip=1`],
  ];
  for (const [sentence, linkOf] of circles) {
    test(`is left when a link leads back ${sentence}`, async () => {
      const server = await serving(pagesOf([[incident(1)], [incident(2)], []], linkOf));
      const { exitCode, stderr } = await list(server);
      assert.deepEqual([exitCode, /lead in a circle/.test(stderr)], [1, true]);
      assert.ok(server.asked.length <= 2);
    });
  }

  test("is left after so many pages, whatever they hold", async () => {
    const server = await serving(pagesOf([[], [incident(1)], [], []]));
    const pages = incidentPages(clientOf(server.origin).client, {}, 3);
    await assert.rejects(Array.fromAsync(pages), { exitCode: 1, message: "the list has more than 3 pages" });
    assert.equal(server.asked.length, 3);
    assert.equal((await Array.fromAsync(incidentPages(clientOf(server.origin).client, {}, 4))).length, 4);
  });

  const broken: readonly (readonly [string, unknown, RegExp])[] = [
    ["a page without a list", { "@odata.context": "x" }, /has no list of incidents \("value"\)/],
    ["a list that is none", { value: {} }, /has no list of incidents/],
    ["an element that is no incident", { value: [{ incidentId: 1 }, "x"] }, /something that is no object/],
    ["a link that is no text", { value: [], "@odata.nextLink": 7 }, /link to the next page is none: 7/],
    ["a link that is no address", { value: [], "@odata.nextLink": "http://[" }, /is none: "http:\/\/\["/],
    ["broken JSON", '{"value":[{"incidentId":1}', /no JSON object/],
  ];
  for (const [sentence, body, message] of broken) {
    test(`${sentence} is a clear error`, async () => {
      const { exitCode, stdout, stderr } = await list(await serving(() => ({ body })));
      assert.deepEqual([exitCode, stdout.length], [1, 0]);
      assert.match(stderr, message);
    });
  }

  test("does not reach the terminal with its messages", async () => {
    const error = { code: "x\u001b[31m", message: "\u001b]0;owned\u0007" };
    const server = await serving(() => ({ status: 400, body: { error } }));
    assert.equal((await list(server)).stderr, "tocsin: 400 \\u001b]0;owned\\u0007 (x\\u001b[31m)\n");
  });
});

describe("wrong usage", () => {
  const wrong: readonly (readonly [readonly string[], RegExp])[] = [
    [["--top", "0"], /positive whole number/],
    [["--top", "1e3"], /positive whole number/],
    [["--top", "9".repeat(20)], /positive whole number/],
    [["--url", "localhost:8080"], /is not an http or https URL/],
    [["--url", "nonsense\u001b"], /nonsense\\u001b is not an http/],
    [["--url", "http://user:secret@127.0.0.1/"], /--url must not hold a user or a password\n$/],
    [["--token", " "], /no token/],
    [["--token", "secret secret"], /the token holds a character that no token has/],
    [["--token", "geheimé"], /the token holds a character/],
  ];
  for (const [args, message] of wrong) {
    test(`${JSON.stringify(args.join(" "))} is refused`, async () => {
      const { exitCode, stdout, stderr } = await list({ origin: "http://127.0.0.1:9" }, ...args);
      assert.deepEqual([exitCode, stdout.length], [2, 0]);
      assert.match(stderr, message);
      assert.doesNotMatch(stderr, /secret|geheim/);
    });
  }
});

test("the token is the first line of standard input, and the rest is not waited for", async () => {
  const server = await serving(listOf(1));
  async function* endless() {
    yield `  ${TOKEN}\r`;
    yield "\nmore\n";
    await new Promise(() => undefined);
  }
  const { exitCode } = await runCommand(
    listCommand,
    ["--url", server.origin, "--token", "-"],
    Readable.from(endless()),
  );
  assert.deepEqual([exitCode, server.asked[0]?.authorization], [0, `Bearer ${TOKEN}`]);
});
