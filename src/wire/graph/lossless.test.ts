import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { Alert } from "../../domain/alert/alert.ts";
import type { Evidence } from "../../domain/evidence/evidence.ts";
import type { Incident } from "../../domain/incident/incident.ts";
import type { JsonObject } from "../../domain/json.ts";
import { readDefenderIncident } from "../defender/reader.ts";
import { incidentMembers } from "../defender/wire-incident.fixture.ts";
import { renderIncident, writeDefenderIncidentItem } from "../defender/writer.ts";
import { evidenceOf, graphIncident, LINKS } from "./graph-document.fixture.ts";
import { readGraphIncident } from "./reader.ts";
import { filled } from "./ready-text.ts";
import { EVIDENCE_TYPES } from "./types.ts";
import { graphRenderer, partsOf } from "./writer.ts";

/** As `$expand=alerts` answers it. */
function written(incident: Incident): JsonObject {
  const { own, kept } = partsOf(graphRenderer.incident(incident, LINKS.tenantId));
  const alerts = incident.alerts.map((alert) =>
    graphRenderer.alert(alert, incident.incidentId, LINKS.tenantId),
  );
  return JSON.parse(filled(`{${own},"alerts":[${alerts.join(",")}]${kept}}`, LINKS));
}

/** As it comes back after the store kept it. */
function kept(incident: Incident): Incident {
  return JSON.parse(JSON.stringify(incident));
}

describe("a document of Graph comes out as it went in", () => {
  for (const kind of EVIDENCE_TYPES.keys()) {
    test(`with ${kind}`, () => {
      fc.assert(
        fc.property(graphIncident, evidenceOf(kind), (document, evidence) => {
          const [first] = Array.isArray(document.alerts) ? document.alerts : [];
          const whole = { ...document, alerts: first ? [{ ...first, evidence: [evidence] }] : [] };
          const incident = kept(readGraphIncident(JSON.parse(JSON.stringify(whole))));
          assert.deepEqual(written(incident), JSON.parse(JSON.stringify(whole)));
        }),
        { numRuns: 15 },
      );
    });
  }

  test("whatever is in it, to the order of its members", () => {
    fc.assert(
      fc.property(graphIncident, (document) => {
        const text = JSON.stringify(document);
        const incident = kept(readGraphIncident(JSON.parse(text)));
        assert.equal(JSON.stringify(written(incident)), JSON.stringify(JSON.parse(text)));
      }),
      { numRuns: 100 },
    );
  });
});

/** What one dialect alone knows. */
function shared(incident: Incident): Incident {
  const { unmapped: _, ...header } = incident;
  return {
    ...header,
    comments: header.comments.map(({ unmapped: __, ...comment }) => comment),
    alerts: incident.alerts.map(sharedAlert),
  };
}

function sharedAlert({ unmapped: _, ...alert }: Alert): Alert {
  const evidence = alert.evidence.filter(({ kind }) => !kind.startsWith("other:")).map(sharedEvidence);
  return { ...alert, investigationId: null, evidence };
}

function sharedEvidence({ unmapped: _, ...evidence }: Evidence): Evidence {
  if (evidence.kind === "deviceEvidence") {
    const { osProcessor: __, ...device } = evidence;
    return device;
  }
  if (evidence.kind === "registryKeyEvidence") {
    const { mdeDeviceId: __, ...key } = evidence;
    return key;
  }
  return evidence;
}

const links = { ...LINKS, apiBase: "https://api.security.microsoft.com" };
const inDefender = (incident: Incident): JsonObject =>
  JSON.parse(writeDefenderIncidentItem(renderIncident(incident), links));

test("Defender to Graph and back loses nothing that both know", () => {
  fc.assert(
    fc.property(incidentMembers, (members) => {
      const read = readDefenderIncident(JSON.parse(`{"incidentId":7,${members.slice(1)}`));
      const before = shared(kept(read));
      const after = readGraphIncident(written(before));
      assert.deepEqual(inDefender(after), inDefender(before));
    }),
    { numRuns: 300 },
  );
});
