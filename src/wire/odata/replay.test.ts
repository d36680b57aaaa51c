import assert from "node:assert/strict";
import { test } from "node:test";
import { readQuery } from "./read-query.ts";
import { refused } from "./refused.fixture.ts";
import { defenderIncidents, graphAlerts, graphIncidents } from "./sample-surfaces.fixture.ts";
import type { Surface } from "./surface.ts";
import { orderToSql, sqlite, toSql } from "./to-sql.ts";

/** The lists that real clients ask for, byte for byte (contract/clients.md § 4), and what is understood of them. */

const defender = {
  surface: defenderIncidents,
  order: '"incidents"."last_update_date_time" desc, "incidents"."incident_id"',
};
const graph = {
  surface: graphIncidents,
  order: '"incidents"."created_date_time" desc, "incidents"."incident_id"',
};
const alerts = { surface: graphAlerts, order: '"alerts"."created_date_time" desc, "alerts"."alert_id"' };
const ascending = '"incidents"."last_update_date_time", "incidents"."incident_id"';
const updated = '"incidents"."last_update_date_time"';
const created = '"incidents"."created_date_time"';

interface Accepted {
  readonly client: string;
  readonly surface: Surface;
  readonly raw: string;
  readonly where: string;
  readonly parameters: readonly string[];
  readonly order: string;
  readonly take: number;
  readonly skip?: number;
  readonly expand?: readonly string[];
}

const accepted: readonly Accepted[] = [
  {
    client: "Elastic",
    ...graph,
    raw: "%24top=50&%24skip=0&%24filter=lastUpdateDateTime+ge+2026-01-01T09%3A43%3A35.5533333Z&%24orderby=lastUpdateDateTime+asc&%24expand=alerts",
    where: `${updated} >= ?1`,
    parameters: ["2026-01-01T09:43:35.5533333Z"],
    order: ascending,
    take: 50,
    expand: ["alerts"],
  },
  {
    client: "Elastic, restarted by time",
    ...graph,
    raw: "%24top=50&%24skip=0&%24filter=lastUpdateDateTime+gt+2026-01-01T09%3A43%3A35.57Z&%24orderby=lastUpdateDateTime+asc&%24expand=alerts",
    where: `${updated} > ?1`,
    parameters: ["2026-01-01T09:43:35.5700000Z"],
    order: ascending,
    take: 50,
    expand: ["alerts"],
  },
  {
    client: "Filebeat",
    ...defender,
    raw: "%24filter=lastUpdateTime+gt+2026-01-01T09%3A43%3A35.5533333Z",
    where: `${updated} > ?1`,
    parameters: ["2026-01-01T09:43:35.5533333Z"],
    take: 100,
  },
  {
    client: "Wazuh",
    ...graph,
    raw: "$top=50&$filter=createdDateTime+ge+2026-01-01T00:00:00Z+and+createdDateTime+lt+2026-01-02T00:00:00Z",
    where: `(${created} >= ?1 and ${created} < ?2)`,
    parameters: ["2026-01-01T00:00:00.0000000Z", "2026-01-02T00:00:00.0000000Z"],
    take: 50,
  },
  {
    client: "Sekoia",
    ...defender,
    raw: "$filter=lastUpdateTime%20gt%202026-01-01T00:00:00.000000Z&$orderby=lastUpdateTime%20asc",
    where: `${updated} > ?1`,
    parameters: ["2026-01-01T00:00:00.0000000Z"],
    order: ascending,
    take: 100,
  },
  {
    client: "IBM",
    ...defender,
    raw: "$filter=lastUpdateTime%20ge%202026-01-01T00:00:00Z",
    where: `${updated} >= ?1`,
    parameters: ["2026-01-01T00:00:00.0000000Z"],
    take: 100,
  },
  {
    client: "Demisto",
    ...defender,
    raw: "$top=100&$skip=100&$filter=status%20eq%20'Active'%20and%20assignedTo%20eq%20'a@b.c'%20and%20createdTime%20gt%202026-01-01T00:00:00Z",
    where: `("incidents"."status" in (?1, ?2) and "incidents"."assigned_to" = ?3 and ${created} > ?4)`,
    parameters: ["active", "awaitingAction", "a@b.c", "2026-01-01T00:00:00.0000000Z"],
    take: 100,
    skip: 100,
  },
  {
    client: "OpenCTI",
    ...graph,
    raw: "%24expand=alerts&%24filter=lastUpdateDateTime+gt+2025-01-01T00%3A00%3A00%2B00%3A00",
    where: `${updated} > ?1`,
    parameters: ["2025-01-01T00:00:00.0000000Z"],
    take: 50,
    expand: ["alerts"],
  },
  {
    client: "LimaCharlie",
    ...alerts,
    raw: "%24filter=createdDateTime%20ge%202026-01-01T00:00:00.000000Z",
    where: '"alerts"."created_date_time" >= ?1',
    parameters: ["2026-01-01T00:00:00.0000000Z"],
    take: 100,
  },
  {
    client: "CIPP",
    ...graph,
    raw: "$top=50&$filter=status eq 'active'",
    where: '"incidents"."status" = ?1',
    parameters: ["active"],
    take: 50,
  },
  {
    client: "Splunk SOAR",
    ...graph,
    raw: "$expand=alerts&%24filter=lastUpdateDateTime+ge+2026-01-01T00:00:00Z&%24orderby=lastUpdateDateTime",
    where: `${updated} >= ?1`,
    parameters: ["2026-01-01T00:00:00.0000000Z"],
    order: ascending,
    take: 50,
    expand: ["alerts"],
  },
  {
    client: "PSMD, in another time zone and with its plus encoded",
    ...defender,
    raw: "$filter=lastUpdateTime+ge+2024-01-01T00:00:00.0000000%2B01:00",
    where: `${updated} >= ?1`,
    parameters: ["2023-12-31T23:00:00.0000000Z"],
    take: 100,
  },
];
for (const { client, surface, raw, where, parameters, order, take, skip = 0, expand = [] } of accepted) {
  test(`${client} gets the list it asks for`, () => {
    const query = readQuery(raw, surface);
    assert.deepEqual(toSql(query.filter, sqlite), { sql: where, parameters });
    assert.deepEqual(orderToSql(query.orderBy, sqlite), { sql: order, parameters: [] });
    assert.deepEqual([query.take, query.skip], [take, skip]);
    assert.deepEqual(
      query.expand.map(({ property }) => property.wire),
      expand,
    );
  });
}

const refusals = [
  {
    client: "Sekoia, which asks Graph for more than it gives",
    surface: graphIncidents,
    raw: "$format=json&$orderby=createdDateTime%20asc&$filter=createdDateTime%20gt%202026-01-01T00:00:00.000000Z%20and%20createdDateTime%20le%202026-01-02T00:00:00.000000Z&$top=1000",
    message:
      "The query specified in the URI is not valid. The limit of '50' for Top query has been exceeded. The value from the incoming request is '1000'.",
  },
  {
    client: "Rapid7, which does not double a quote",
    surface: defenderIncidents,
    raw: "%24filter=status+eq+%27Active%27+and+createdTime+ge+2020-01-01T00%3A00%3A00Z+and+assignedTo+eq+%27o%27brien%40x%27",
    message:
      "The query specified in the URI is not valid. Syntax error: character '@' is not valid at position 85 in 'status eq 'Active' and createdTime ge 2020-01-01T00:00:00Z and assignedTo eq 'o'brien@x''.",
  },
];
for (const { client, surface, raw, message } of refusals) {
  test(`${client}, is refused`, () => assert.equal(refused(() => readQuery(raw, surface)).message, message));
}
