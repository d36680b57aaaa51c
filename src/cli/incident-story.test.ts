import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { northwindIncidents } from "../sample/northwind.ts";
import { renderIncident, writeDefenderIncident } from "../wire/defender/writer.ts";
import { incidentStory } from "./incident-story.ts";

const links = {
  tenantId: "t",
  apiBase: "https://api.security.microsoft.com",
  portalBase: "https://security.microsoft.com",
};
const documents = northwindIncidents().map((incident) =>
  JSON.parse(writeDefenderIncident(renderIncident(incident), links)),
);

test("tells what an incident is, then its alerts with their devices and entities", () => {
  const document = documents.find(({ incidentId }) => incidentId === 5121);
  const lines = incidentStory(document).split("\n");
  assert.match(lines[0] ?? "", /^Incident 5121 {2}/);
  for (const alert of document.alerts) {
    assert.ok(lines.some((line) => line.includes(alert.alertId)));
    for (const device of alert.devices) assert.ok(lines.some((line) => line.includes(device.deviceDnsName)));
  }
});

test("says where a merged incident went", () => {
  const document = documents.find(({ status }) => status === "Redirected");
  assert.ok(incidentStory(document).includes(`merged into ${document.redirectIncidentId}`));
});

test("nothing in any sample incident reaches the terminal as a control character", () => {
  for (const document of documents)
    assert.doesNotMatch(incidentStory(document).replaceAll("\n", ""), /[\p{Cc}\p{Cf}]/u);
});

test("a document of any shape is told without a failure, and no line is endless", () => {
  fc.assert(
    fc.property(
      fc.dictionary(
        fc.constantFrom("incidentId", "incidentName", "tags", "comments", "alerts", "x"),
        fc.jsonValue(),
      ),
      (document) => {
        const story = incidentStory(JSON.parse(JSON.stringify(document)));
        for (const line of story.split("\n")) assert.ok([...line].length <= 160);
      },
    ),
  );
});
