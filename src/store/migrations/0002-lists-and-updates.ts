import type { Migration } from "./migration.ts";

/**
 * What lists are filtered, ordered and trimmed by. Indexes of incidents hold everything that a filter may ask for, so that
 * a walk along them reads no row that is not shown. The rows of visibility and exposure, and the columns of alerts, follow
 * from the documents: they are made anew after this step.
 */
export const listsAndUpdates: Migration = {
  number: 2,
  name: "lists-and-updates",
  derives: true,
  sqlite: `
    create index incidents_by_update on incidents
      (tenant_id, last_update_date_time desc, incident_id, created_date_time, status, assigned_to);
    create index incidents_by_creation on incidents
      (tenant_id, created_date_time desc, incident_id, last_update_date_time, status, assigned_to);
    create index incidents_by_status on incidents
      (tenant_id, status, last_update_date_time desc, incident_id, created_date_time, assigned_to);
    create index incidents_by_owner on incidents
      (tenant_id, assigned_to, last_update_date_time desc, incident_id, created_date_time, status);
    create index incidents_redirected on incidents (tenant_id, redirect_incident_id)
      where redirect_incident_id is not null;

    create table alerts_anew (
      tenant_id text not null,
      alert_id text not null,
      incident_id integer not null,
      created_date_time text not null,
      last_update_date_time text not null,
      last_activity_date_time text not null,
      status text not null,
      severity text not null,
      category text not null,
      detection_source text not null,
      assigned_to text,
      investigation_id integer,
      document text not null,
      primary key (tenant_id, alert_id)
    ) strict;
    insert into alerts_anew
      select tenant_id, alert_id, incident_id, created_date_time, last_update_date_time,
        document ->> '$.lastActivityDateTime', document ->> '$.status', document ->> '$.severity',
        document ->> '$.category', document ->> '$.detectionSource', document ->> '$.assignedTo',
        document ->> '$.investigationId', document
      from alerts;
    drop table alerts;
    alter table alerts_anew rename to alerts;
    create index alerts_of_incident on alerts (tenant_id, incident_id, created_date_time, alert_id);
    create index alerts_by_update on alerts (tenant_id, last_update_date_time, alert_id);
    create index alerts_by_creation on alerts (tenant_id, created_date_time, alert_id);
    create index alerts_in_order on alerts
      (tenant_id, alert_id, incident_id, created_date_time, last_update_date_time, last_activity_date_time, status,
       severity, category, detection_source, assigned_to, investigation_id);

    drop table incident_exposure;
    create table alert_exposure (
      tenant_id text not null,
      alert_id text not null,
      service_source text not null,
      device_id text not null,
      primary key (tenant_id, alert_id, service_source, device_id)
    ) strict, without rowid;
    create index alert_exposure_of_device on alert_exposure (tenant_id, device_id, alert_id);

    create table alert_visibility (
      tenant_id text not null,
      service_source text not null,
      device_group text not null,
      alert_id text not null,
      primary key (tenant_id, service_source, device_group, alert_id)
    ) strict, without rowid;
    create index alert_visibility_of_alert on alert_visibility (tenant_id, alert_id);

    create table incident_visibility (
      tenant_id text not null,
      service_source text not null,
      device_group text not null,
      last_update_date_time text not null,
      incident_id integer not null,
      created_date_time text not null,
      status text not null,
      assigned_to text,
      primary key (tenant_id, service_source, device_group, last_update_date_time desc, incident_id)
    ) strict, without rowid;
    create index incident_visibility_of_incident on incident_visibility (tenant_id, incident_id);

    create table follow_ups (
      tenant_id text not null,
      incident_id integer not null,
      primary key (tenant_id, incident_id)
    ) strict, without rowid;
  `,
  postgres: `
    create index incidents_by_update on incidents
      (tenant_id, last_update_date_time desc, incident_id, created_date_time, status, assigned_to);
    create index incidents_by_creation on incidents
      (tenant_id, created_date_time desc, incident_id, last_update_date_time, status, assigned_to);
    create index incidents_by_status on incidents
      (tenant_id, status, last_update_date_time desc, incident_id, created_date_time, assigned_to);
    create index incidents_by_owner on incidents
      (tenant_id, assigned_to, last_update_date_time desc, incident_id, created_date_time, status);
    create index incidents_redirected on incidents (tenant_id, redirect_incident_id)
      where redirect_incident_id is not null;

    alter table alerts add column last_activity_date_time text collate "C";
    alter table alerts add column status text collate "C";
    alter table alerts add column severity text collate "C";
    alter table alerts add column category text collate "C";
    alter table alerts add column detection_source text collate "C";
    alter table alerts add column assigned_to text collate "C";
    alter table alerts add column investigation_id bigint;
    update alerts set last_activity_date_time = document::jsonb ->> 'lastActivityDateTime',
      status = document::jsonb ->> 'status', severity = document::jsonb ->> 'severity',
      category = document::jsonb ->> 'category', detection_source = document::jsonb ->> 'detectionSource',
      assigned_to = document::jsonb ->> 'assignedTo',
      investigation_id = (document::jsonb ->> 'investigationId')::bigint;
    alter table alerts alter column last_activity_date_time set not null, alter column status set not null,
      alter column severity set not null, alter column category set not null,
      alter column detection_source set not null;
    create index alerts_by_update on alerts (tenant_id, last_update_date_time, alert_id);
    create index alerts_by_creation on alerts (tenant_id, created_date_time, alert_id);

    create table alert_exposure (
      tenant_id text collate "C" not null,
      alert_id text collate "C" not null,
      service_source text collate "C" not null,
      device_id text collate "C" not null,
      primary key (tenant_id, alert_id, service_source, device_id)
    );
    create index alert_exposure_of_device on alert_exposure (tenant_id, device_id, alert_id);

    create table alert_visibility (
      tenant_id text collate "C" not null,
      service_source text collate "C" not null,
      device_group text collate "C" not null,
      alert_id text collate "C" not null,
      primary key (tenant_id, service_source, device_group, alert_id)
    );
    create index alert_visibility_of_alert on alert_visibility (tenant_id, alert_id);

    create table incident_visibility (
      tenant_id text collate "C" not null,
      service_source text collate "C" not null,
      device_group text collate "C" not null,
      last_update_date_time text collate "C" not null,
      incident_id bigint not null,
      created_date_time text collate "C" not null,
      status text collate "C" not null,
      assigned_to text collate "C",
      primary key (tenant_id, service_source, device_group, incident_id)
    );
    create index incident_visibility_in_order on incident_visibility
      (tenant_id, service_source, device_group, last_update_date_time desc, incident_id);
    create index incident_visibility_of_incident on incident_visibility (tenant_id, incident_id);

    create table follow_ups (
      tenant_id text collate "C" not null,
      incident_id bigint not null,
      primary key (tenant_id, incident_id)
    );

    create table tenant_locks (
      tenant_id text collate "C" not null primary key
    );
  `,
};
