import type { Migration } from "./migration.ts";

/** Per index: the rows of a table, then how many of them share the first column, the first two, and so on. */
const STATISTICS: readonly (readonly [table: string, index: string, shared: string])[] = [
  ["incidents", "sqlite_autoindex_incidents_1", "1000000 1000000 1"],
  ["incidents", "incidents_by_update", "1000000 1000000 2 1 1 1 1"],
  ["incidents", "incidents_by_creation", "1000000 1000000 2 1 1 1 1"],
  ["incidents", "incidents_by_status", "1000000 1000000 250000 2 1 1 1"],
  ["incidents", "incidents_by_owner", "1000000 1000000 50000 2 1 1 1"],
  ["incidents", "incidents_redirected", "250000 250000 3"],
  ["alerts", "sqlite_autoindex_alerts_1", "1500000 1500000 1"],
  ["alerts", "alerts_of_incident", "1500000 1500000 2 1 1"],
  ["alerts", "alerts_by_update", "1500000 1500000 2 1"],
  ["alerts", "alerts_by_creation", "1500000 1500000 2 1"],
  ["alerts", "alerts_in_order", "1500000 1500000 1 1 1 1 1 1 1 1 1 1 1"],
  ["renditions", "sqlite_autoindex_renditions_1", "2500000 2500000 3 3 1"],
  ["originals", "sqlite_autoindex_originals_1", "1000000 1000000 2 1"],
  ["changes", "sqlite_autoindex_changes_1", "2000000 2000000 1"],
  ["devices", "devices", "100000 100000 1"],
  ["device_group_rules", "device_group_rules", "10 1"],
  ["alert_exposure", "alert_exposure", "1500000 1500000 1 1 1"],
  ["alert_exposure", "alert_exposure_of_device", "1500000 1500000 15 1"],
  ["alert_visibility", "alert_visibility", "3000000 3000000 600000 60000 1"],
  ["alert_visibility", "alert_visibility_of_alert", "3000000 3000000 2"],
  ["incident_visibility", "incident_visibility", "2500000 2500000 500000 50000 2 1"],
  ["incident_visibility", "incident_visibility_of_incident", "2500000 2500000 3"],
  ["follow_ups", "follow_ups", "10 10 1"],
];

/**
 * Tells SQLite's planner what it would otherwise have to be shown by `analyze`, which an empty database cannot: that a tenant
 * is nearly the whole of a table. Left to its own guess, it takes the first column of every key for a rare value, and walks a
 * tenant where an index finds a row. PostgreSQL keeps statistics by itself.
 */
export const sqliteStatistics: Migration = {
  number: 4,
  name: "sqlite-statistics",
  sqlite: `
    analyze schema_migrations;
    delete from sqlite_stat1;
    insert into sqlite_stat1 (tbl, idx, stat) values
      ${STATISTICS.map(([table, index, shared]) => `('${table}', '${index}', '${shared}')`).join(",\n      ")};
    analyze sqlite_schema;
  `,
  postgres: "",
};
