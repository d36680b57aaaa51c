import type { Migration } from "./migration.ts";

/** What Graph filters incidents by beyond the Defender dialect: each leads an index, so that a rare value is found. */
const JUDGEMENTS = ["severity", "classification", "determination"] as const;

const incidentsBy = (name: string, ...columns: readonly string[]) =>
  `create index incidents_by_${name} on incidents (tenant_id, ${columns.join(", ")});`;

const indexes = `
    drop index incidents_by_update;
    drop index incidents_by_creation;
    ${incidentsBy("update", "last_update_date_time desc", "incident_id", "created_date_time", "status", "assigned_to", ...JUDGEMENTS)}
    ${incidentsBy("creation", "created_date_time desc", "incident_id", "last_update_date_time", "status", "assigned_to", ...JUDGEMENTS)}
    ${JUDGEMENTS.map((name) => incidentsBy(name, name, "last_update_date_time desc", "incident_id")).join("\n    ")}

    drop index alerts_by_update;
    drop index alerts_by_creation;
    create index alerts_by_update on alerts
      (tenant_id, last_update_date_time desc, alert_id, created_date_time, status, assigned_to, severity,
       classification, determination, service_source, incident_id);
    create index alerts_by_creation on alerts
      (tenant_id, created_date_time desc, alert_id, last_update_date_time, status, assigned_to, severity,
       classification, determination, service_source, incident_id);`;

/** Per index: the rows of its table, then how many of them share the first column, the first two, and so on. */
const STATISTICS: readonly (readonly [table: string, index: string, shared: string])[] = [
  ["incidents", "incidents_by_update", "1000000 1000000 2 1 1 1 1 1 1 1"],
  ["incidents", "incidents_by_creation", "1000000 1000000 2 1 1 1 1 1 1 1"],
  ["incidents", "incidents_by_severity", "1000000 1000000 250000 2 1"],
  ["incidents", "incidents_by_classification", "1000000 1000000 250000 2 1"],
  ["incidents", "incidents_by_determination", "1000000 1000000 100000 2 1"],
  ["alerts", "alerts_by_update", "1500000 1500000 2 1 1 1 1 1 1 1 1 1"],
  ["alerts", "alerts_by_creation", "1500000 1500000 2 1 1 1 1 1 1 1 1 1"],
  ["alerts", "alerts_in_order", "1500000 1500000 1 1 1 1 1 1 1 1 1 1 1 1 1 1"],
];

/** PostgreSQL refuses documents with escapes that stand for no character of its own; the names of members have none. */
const UNESCAPED = String.raw`regexp_replace(document, '\\(u[0-9a-fA-F]{4}|.)', '', 'g')::jsonb`;

/** What Graph's lists are filtered by, beside what the Defender dialect's are. */
export const graphLists: Migration = {
  number: 5,
  name: "graph-lists",
  derives: true,
  sqlite: `
    alter table incidents add column severity text not null default 'unknown';
    alter table incidents add column classification text not null default 'unknown';
    alter table incidents add column determination text not null default 'unknown';
    update incidents set severity = document ->> '$.severity', classification = document ->> '$.classification',
      determination = document ->> '$.determination';
    alter table incident_visibility add column severity text not null default 'unknown';
    alter table incident_visibility add column classification text not null default 'unknown';
    alter table incident_visibility add column determination text not null default 'unknown';
    alter table alerts add column classification text;
    alter table alerts add column determination text;
    alter table alerts add column service_source text not null default 'unknown';
    update alerts set classification = document ->> '$.classification',
      determination = document ->> '$.determination', service_source = document ->> '$.serviceSource';
    ${indexes}
    drop index alerts_in_order;
    create index alerts_in_order on alerts
      (tenant_id, alert_id, incident_id, created_date_time, last_update_date_time, last_activity_date_time, status,
       severity, category, detection_source, assigned_to, investigation_id, classification, determination,
       service_source);
    delete from sqlite_stat1 where idx in (${STATISTICS.map(([, index]) => `'${index}'`).join(", ")});
    insert into sqlite_stat1 (tbl, idx, stat) values
      ${STATISTICS.map(([table, index, shared]) => `('${table}', '${index}', '${shared}')`).join(",\n      ")};
    analyze sqlite_schema;
  `,
  postgres: `
    alter table incidents add column severity text collate "C" not null default 'unknown';
    alter table incidents add column classification text collate "C" not null default 'unknown';
    alter table incidents add column determination text collate "C" not null default 'unknown';
    update incidents set severity = d.json ->> 'severity', classification = d.json ->> 'classification',
      determination = d.json ->> 'determination'
    from (select tenant_id as t, incident_id as i, ${UNESCAPED} as json from incidents) d
    where d.t = tenant_id and d.i = incident_id;
    alter table incident_visibility add column severity text collate "C" not null default 'unknown';
    alter table incident_visibility add column classification text collate "C" not null default 'unknown';
    alter table incident_visibility add column determination text collate "C" not null default 'unknown';
    alter table alerts add column classification text collate "C";
    alter table alerts add column determination text collate "C";
    alter table alerts add column service_source text collate "C" not null default 'unknown';
    update alerts set classification = d.json ->> 'classification', determination = d.json ->> 'determination',
      service_source = d.json ->> 'serviceSource'
    from (select tenant_id as t, alert_id as a, ${UNESCAPED} as json from alerts) d
    where d.t = tenant_id and d.a = alert_id;
    ${indexes}
  `,
};
