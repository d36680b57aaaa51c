import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { readDefenderIncident } from "./reader.ts";
import { entities, incidentMembers } from "./wire-incident.fixture.ts";
import { defenderRenderer, renderIncident, writeDefenderIncident } from "./writer.ts";

const links = {
  tenantId: "7b2f0c4e-58a1-4d0e-9c37-2f6d1a90be11",
  apiBase: "https://api.security.microsoft.com",
  portalBase: "https://security.microsoft.com",
};
const head = `"@odata.context":"${links.apiBase}/api/$metadata#Incidents/$entity","incidentId":7,"incidentUri":"${links.portalBase}/incidents/7?tid=${links.tenantId}"`;

test("a document in today's shape comes out byte for byte as it went in", () => {
  fc.assert(
    fc.property(incidentMembers, (members) => {
      const document = `{${head},${members.slice(1)}`;
      const incident = readDefenderIncident(JSON.parse(document));
      assert.equal(writeDefenderIncident(renderIncident(incident), links), document);
      assert.equal(Object.getPrototypeOf(incident), Object.prototype);
    }),
    { numRuns: 300 },
  );
});

test("what the store keeps in between is plain JSON and loses nothing", () => {
  fc.assert(
    fc.property(incidentMembers, (members) => {
      const incident = readDefenderIncident(JSON.parse(`{${head},${members.slice(1)}`));
      assert.deepEqual(renderIncident(JSON.parse(JSON.stringify(incident))), renderIncident(incident));
    }),
    { numRuns: 100 },
  );
});

describe("an entity keeps its members in the order of the wire", () => {
  for (const [type, arbitrary] of Object.entries(entities)) {
    test(type, () => {
      fc.assert(
        fc.property(arbitrary, (entity) => {
          const alert = `{"alertId":"da1","creationTime":"2026-01-01T00:00:00Z","entities":[${entity}]}`;
          const document = `{"incidentId":7,"createdTime":"2026-01-01T00:00:00Z","alerts":[${alert}]}`;
          const [read] = readDefenderIncident(JSON.parse(document)).alerts;
          assert.ok(read);
          assert.ok(defenderRenderer.alert(read, 7).endsWith(`"entities":[${entity}]}`));
        }),
        { numRuns: 60 },
      );
    });
  }
});
