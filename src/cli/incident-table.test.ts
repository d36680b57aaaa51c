import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { northwindIncidents } from "../sample/northwind.ts";
import { renderIncident, writeDefenderIncidentItem } from "../wire/defender/writer.ts";
import { displayWidth } from "./display-width.ts";
import { IncidentTable } from "./incident-table.ts";

const links = {
  tenantId: "t",
  apiBase: "https://api.security.microsoft.com",
  portalBase: "https://security.microsoft.com",
};
const sample = northwindIncidents().map((incident) =>
  JSON.parse(writeDefenderIncidentItem(renderIncident(incident), links)),
);
const linesOf = (incidents: readonly (typeof sample)[number][], columns: number) =>
  new IncidentTable(columns).page(incidents).split("\n").slice(0, -1);

const one = {
  incidentId: 924,
  redirectIncidentId: null,
  incidentName: "Multi-stage incident on one endpoint",
  lastUpdateTime: "2026-03-04T09:02:17.61Z",
  severity: "High",
  status: "Active",
  assignedTo: "ana.ruiz@northwind.example",
  alerts: [{}, {}],
};

describe("the table of incidents", () => {
  test("shows number, update, severity, status, owner, alerts and name", () => {
    assert.deepEqual(linesOf([one], 120), [
      " Id  Updated (UTC)     Severity  Status      Owner                       Alerts  Name",
      "924  2026-03-04 09:02  High      Active      ana.ruiz@northwind.example       2  Multi-stage incident on one endpoint",
    ]);
  });

  test("shows where a merged incident went", () => {
    const merged = { ...one, status: "Redirected", redirectIncidentId: 871, alerts: [], assignedTo: null };
    assert.match(linesOf([merged], 120)[1] ?? "", /Redirected {2}- +0 {2}→ 871 {2}Multi-stage/);
  });

  test("has its titles once, and the columns of the first page on every page", () => {
    const table = new IncidentTable(100);
    const first = table.page([one]);
    const second = table.page([{ ...one, assignedTo: "b", incidentName: "Other" }]);
    assert.equal(second.split("\n").length, 2);
    assert.equal(second.indexOf("Other"), (first.split("\n")[1] ?? "").indexOf("Multi"));
  });

  test("never cuts a number, even one longer than those of the first page", () => {
    const table = new IncidentTable(100);
    table.page([one]);
    assert.match(table.page([{ ...one, incidentId: 9007199254740991 }]), /^9007199254740991 {2}2026/);
  });

  test("is aligned by what is seen, not by what is counted", () => {
    const lines = linesOf([one, { ...one, assignedTo: "日本語", incidentName: "x" }], 120);
    const before = (line: string | undefined, text: string) =>
      displayWidth((line ?? "").slice(0, (line ?? "").lastIndexOf(text)));
    assert.equal(before(lines[2], "x"), before(lines[1], "Multi"));
  });

  test("shows an owner without a domain where there is little room", () => {
    assert.match(linesOf([one], 92)[1] ?? "", /Active {6}ana\.ruiz {9}2/);
    assert.match(linesOf([{ ...one, assignedTo: "@team" }], 80)[1] ?? "", /@team/);
  });

  test("leaves columns out where a terminal is narrow, the number and the name last", () => {
    const titles = (columns: number) => (linesOf([one], columns)[0] ?? "").trim().split(/ {2,}/);
    const all = ["Id", "Updated (UTC)", "Severity", "Status", "Owner", "Alerts", "Name"];
    assert.deepEqual(titles(92), all);
    assert.deepEqual(titles(74), all.with(1, "Updated"));
    assert.deepEqual(titles(65), ["Id", "Updated", "Severity", "Status", "Alerts", "Name"]);
    assert.deepEqual(titles(43), ["Id", "Severity", "Status", "Name"]);
    assert.deepEqual(linesOf([one], 20), [" Id  Name", "924  Multi-stage in…"]);
  });

  test("shows every sample incident at every width, and nothing wider than the terminal", () => {
    for (const columns of [5, 20, 40, 60, 80, 100, 132, 250]) {
      const lines = linesOf(sample, columns);
      assert.equal(lines.length, sample.length + 1);
      for (const line of lines) {
        assert.ok(displayWidth(line) <= columns, line);
        assert.doesNotMatch(line, /[\p{Cc}\p{Cf}]/u);
      }
    }
  });

  test("shows what would act on the terminal, and does not obey", () => {
    const hostile = "\u001b[2J\u001b]0;owned\u0007\u009b31m\r\n\u202e";
    const lines = linesOf(
      [
        {
          incidentName: hostile,
          severity: hostile,
          status: hostile,
          assignedTo: hostile,
          incidentId: hostile,
        },
      ],
      200,
    );
    assert.equal(lines.length, 2);
    assert.doesNotMatch(lines.join(""), /[\p{Cc}\p{Cf}]/u);
    assert.match(lines[1] ?? "", /\\u001b\[2J\\u001b\]0;owned\\u0007\\u009b31m\\u000d\\u000a\\u202e$/);
  });

  test("shows a document of any shape", () => {
    const documents = fc.dictionary(
      fc.constantFrom(...Object.keys(one), "x"),
      fc.jsonValue({ stringUnit: "binary" }),
    );
    fc.assert(
      fc.property(
        fc.array(documents, { minLength: 1 }),
        fc.integer({ min: 1, max: 200 }),
        (incidents, columns) => {
          const lines = linesOf(JSON.parse(JSON.stringify(incidents)), columns);
          assert.equal(lines.length, incidents.length + 1);
          for (const line of lines) {
            assert.ok(displayWidth(line) <= columns);
            assert.doesNotMatch(line, /[\p{Cc}\p{Cf}]/u);
          }
        },
      ),
    );
  });
});
