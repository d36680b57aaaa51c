import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { isJsonObject } from "../../src/domain/json.ts";
import { ask } from "../fixtures/ask.ts";
import { type RunningServer, serve, temporaryFolder, tocsin } from "../fixtures/tocsin.ts";

/** Documents of Graph on the command line: import, export, compare (issue 6, lines 6 and 7). */

const folder = temporaryFolder("graph-documents");
after(() => folder.remove());
const at = (name: string) => join(folder.path, name);

/** The documents of a file, without what Graph does not know, and without lists that are empty. */
function documentsIn(file: string): readonly unknown[] {
  const lines = readFileSync(file, "utf8").trim().split("\n");
  return lines.map((line): unknown => JSON.parse(line, shared));
}

function shared(name: string, value: unknown): unknown {
  if (name === "investigationId" || name === "osProcessor") return null;
  if (Array.isArray(value) && value.length === 0) return undefined;
  const isKey = isJsonObject(value) && value.entityType === "Registry" && value.registryValue === undefined;
  return isKey ? { ...value, deviceId: null } : value;
}

describe("documents of Graph", () => {
  const data = at("data");
  let server: RunningServer;
  before(async () => {
    server = await serve(["--stand-in", "--data", data, "--quotas", "off"]);
  });
  after(() => server.stop());

  async function through(path: string, permission: string): Promise<Record<string, unknown>> {
    const { stdout } = await tocsin(["token", "--data", data, "--permission", permission]);
    return JSON.parse((await ask(server.origin, path, { token: stdout.trim() })).body);
  }

  test("are written, read elsewhere, and come back the same through both dialects", async () => {
    assert.equal(
      (await tocsin(["export", "--data", data, "--format", "graph", "-o", at("all.ndjson")])).code,
      0,
    );
    const lines = readFileSync(at("all.ndjson"), "utf8").trim().split("\n");
    assert.equal(lines.length, 61);
    const tenant = JSON.parse(lines[0] ?? "").tenantId;
    const imported = await tocsin(["import", at("all.ndjson"), "--data", at("copy"), "--tenant", tenant]);
    assert.equal(imported.code, 0, imported.stderr);
    assert.match(imported.stdout, /61 documents .*61 created/);
    for (const format of ["graph", "defender"]) {
      const [before, after] = [at(`before-${format}`), at(`after-${format}`)];
      await tocsin(["export", "--data", data, "--format", format, "-o", before]);
      await tocsin(["export", "--data", at("copy"), "--format", format, "-o", after]);
      assert.deepEqual(documentsIn(after), documentsIn(before), format);
    }
  });

  test("can be mixed with those of Defender, in one file", async () => {
    const defender = (await tocsin(["export", "--data", data, "5012"])).stdout.replaceAll("5012", "905012");
    const graph = (await tocsin(["export", "--data", data, "--format", "graph", "5086"])).stdout
      .replaceAll("5086", "905086")
      .replaceAll(/"id":"(?!905086)/g, '"id":"x');
    writeFileSync(at("mixed.json"), `[${defender.trim()},${graph.trim()}]`);
    const { code, stdout, stderr } = await tocsin(["import", at("mixed.json"), "--data", data]);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /2 documents .*2 created/);
    const seen = await through("/v1.0/security/incidents/905012?$expand=alerts", "SecurityIncident.Read.All");
    assert.equal(seen.id, "905012");
    const other = await through("/api/incidents/905086", "Incident.Read.All");
    assert.equal(other.incidentId, 905_086);
  });

  const refused: readonly (readonly [what: string, document: object, words: RegExp])[] = [
    [
      "without its alerts",
      { id: "1", displayName: "x", incidentWebUrl: "u" },
      /without its alerts.*\$expand=alerts/,
    ],
    ["an alert alone", { id: "da1", providerAlertId: "1", alertWebUrl: "u" }, /an alert of Microsoft Graph/],
    [
      "with an id that is no number",
      { id: "x", displayName: "x", createdDateTime: "2026-01-01T00:00:00Z", alerts: [] },
      /id: must be a number as text/,
    ],
    [
      "with evidence of no type",
      {
        id: "1",
        displayName: "x",
        createdDateTime: "2026-01-01T00:00:00Z",
        alerts: [{ id: "da1", createdDateTime: "2026-01-01T00:00:00Z", evidence: [{}] }],
      },
      /alerts\[0\]\.evidence\[0\]\.@odata\.type: must be there/,
    ],
    [
      "with a number where a text should be",
      {
        id: "1",
        displayName: "x",
        createdDateTime: "2026-01-01T00:00:00Z",
        alerts: [
          {
            id: "da1",
            createdDateTime: "2026-01-01T00:00:00Z",
            evidence: [
              { "@odata.type": "#microsoft.graph.security.processEvidence", imageFile: { sha1: 7 } },
            ],
          },
        ],
      },
      /imageFile\.sha1: must be a string/,
    ],
  ];
  for (const [what, document, words] of refused) {
    test(`are refused ${what}, with the place`, async () => {
      writeFileSync(at("bad.json"), JSON.stringify(document));
      const { code, stderr } = await tocsin(["import", at("bad.json"), "--data", data]);
      assert.equal(code, 1);
      assert.match(stderr, words);
    });
  }
});

describe("tocsin compare", () => {
  const data = at("compare");
  before(async () => {
    const server = await serve(["--stand-in", "--data", data]);
    await server.stop();
  });

  test("prints both dialects side by side, the same field in one line", async () => {
    const { code, stdout } = await tocsin(["compare", "--data", data, "5121"]);
    assert.equal(code, 0);
    assert.match(stdout, /^Defender +Microsoft Graph\n\nincident\nincidentId {2}5121 +~ id {2}"5121"\n/);
    assert.match(stdout, /^incidentName {2}"([^"…]+)[^=\n]*= displayName {2}"\1/m);
    assert.match(stdout, /^ +> systemTags {2}\[\]$/m);
    assert.match(stdout, /^investigationId {2}\S+ +<$/m);
    assert.match(stdout, /^alert \S+, device 1$/m);
    assert.match(stdout, /^mdatpDeviceId {2}"\w+…?"? += mdeDeviceId/m);
    assert.doesNotMatch(stdout, / ! /);
  });

  test("is JSON for programs", async () => {
    const { stdout } = await tocsin(["compare", "--data", data, "--json", "5121"]);
    const [incident] = JSON.parse(stdout);
    assert.deepEqual(incident.fields[0], {
      defender: { name: "incidentId", value: 5121 },
      graph: { name: "id", value: "5121" },
      relation: "spelled",
    });
  });

  test("knows no incident that is not there, and no id that is none", async () => {
    assert.equal((await tocsin(["compare", "--data", data, "1"])).code, 1);
    assert.equal((await tocsin(["compare", "--data", data, "x"])).code, 2);
  });
});
