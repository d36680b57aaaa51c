import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { Incident } from "../domain/incident/incident.ts";
import { northwindIncidents } from "../sample/northwind.ts";
import { compareIncident } from "./compare.ts";
import { readDefenderIncident } from "./defender/reader.ts";
import { incidentMembers } from "./defender/wire-incident.fixture.ts";
import { renderIncident, writeDefenderIncidentItem } from "./defender/writer.ts";
import { ALERT_FIELDS, entityFields, INCIDENT_FIELDS } from "./field-map.ts";
import { graphIncidentText } from "./graph/incident-text.ts";
import { ALERT, EVIDENCE_BASE, EVIDENCE_TYPES, INCIDENT } from "./graph/types.ts";

const links = {
  tenantId: "7b2f0c4e-58a1-4d0e-9c37-2f6d1a90be11",
  apiBase: "https://api.security.microsoft.com",
  portalBase: "https://security.microsoft.com",
};

function compared(incident: Incident) {
  return compareIncident(
    JSON.parse(writeDefenderIncidentItem(renderIncident(incident), links)),
    JSON.parse(graphIncidentText(incident, links)),
  );
}

/** What both know differs in its spelling at most. */
function differences(incident: Incident): readonly string[] {
  return compared(incident).flatMap(({ title, fields }) =>
    fields
      .filter(({ relation }) => relation === "differs")
      .map(({ defender, graph }) => `${title}: ${JSON.stringify(defender)} and ${JSON.stringify(graph)}`),
  );
}

/** Spellings that were merely kept are told in one dialect alone. */
function withoutKept(incident: Incident): Incident {
  return JSON.parse(JSON.stringify(incident, (key, value) => (key === "unmapped" ? undefined : value)));
}

describe("the two dialects tell the same of an incident", () => {
  test("for every incident of the sample tenant", () => {
    for (const incident of northwindIncidents()) assert.deepEqual(differences(incident), []);
  });

  test("whatever is imported", () => {
    fc.assert(
      fc.property(incidentMembers, (members) => {
        const incident = readDefenderIncident(JSON.parse(`{"incidentId":7,${members.slice(1)}`));
        assert.deepEqual(differences(withoutKept(incident)), []);
      }),
      { numRuns: 200 },
    );
  });
});

describe("the table of fields names everything that Graph has", () => {
  const named = (fields: readonly { readonly graph: string | undefined }[]) =>
    new Set(fields.map(({ graph }) => graph?.split(".")[0]));

  test("of incidents and alerts", () => {
    const incident = named(INCIDENT_FIELDS);
    for (const { name } of INCIDENT.properties) assert.ok(name === "comments" || incident.has(name), name);
    const alert = named(ALERT_FIELDS);
    for (const { name } of ALERT.properties) assert.ok(name === "evidence" || alert.has(name), name);
  });

  test("of evidence, what all of it has", () => {
    for (const kind of EVIDENCE_TYPES.keys()) {
      if (kind === "deviceEvidence") continue;
      for (const { name } of EVIDENCE_BASE) assert.ok(named(entityFields(kind)).has(name), `${kind} ${name}`);
    }
  });
});

test("a field that one dialect lacks, and a list that one has longer, are told as such", () => {
  const parts = compareIncident(
    { incidentId: 7, newer: 1, comments: [{ comment: "a" }] },
    { id: "8", newer: 2, summary: "s", comments: [], onlyHere: true },
  );
  const relations = Object.fromEntries(
    parts.flatMap(({ fields }) =>
      fields.map((field) => [field.graph?.name ?? field.defender?.name, field.relation]),
    ),
  );
  assert.deepEqual(relations, {
    id: "differs",
    newer: "differs",
    summary: "graph",
    onlyHere: "graph",
    comment: "differs",
  });
});
