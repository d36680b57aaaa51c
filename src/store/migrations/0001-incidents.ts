import type { Migration } from "./migration.ts";

/** Every key leads with the tenant, and nothing refers across tenants (design § 1.4). */
export const incidents: Migration = {
  number: 1,
  name: "incidents",
  sqlite: `
    create table incidents (
      tenant_id text not null,
      incident_id integer not null,
      redirect_incident_id integer,
      created_date_time text not null,
      last_update_date_time text not null,
      status text not null,
      assigned_to text,
      version integer not null,
      document text not null,
      primary key (tenant_id, incident_id)
    ) strict;

    create table alerts (
      tenant_id text not null,
      alert_id text not null,
      incident_id integer not null,
      created_date_time text not null,
      last_update_date_time text not null,
      document text not null,
      primary key (tenant_id, alert_id)
    ) strict;
    create index alerts_of_incident on alerts (tenant_id, incident_id, created_date_time, alert_id);

    create table renditions (
      tenant_id text not null,
      incident_id integer not null,
      form text not null,
      position text not null,
      text text not null,
      primary key (tenant_id, incident_id, form, position)
    ) strict;

    create table originals (
      tenant_id text not null,
      incident_id integer not null,
      sequence integer not null,
      last_update_date_time text not null,
      sha256 blob not null,
      content blob not null,
      primary key (tenant_id, incident_id, sequence)
    ) strict;

    create table devices (
      tenant_id text not null,
      device_id text not null,
      device_dns_name text,
      os_platform text,
      tags text not null,
      seen_date_time text not null,
      device_group text not null,
      primary key (tenant_id, device_id)
    ) strict, without rowid;

    create table incident_exposure (
      tenant_id text not null,
      incident_id integer not null,
      service_source text not null,
      device_id text not null,
      primary key (tenant_id, incident_id, service_source, device_id)
    ) strict, without rowid;

    create table device_group_rules (
      tenant_id text not null primary key,
      rules text not null
    ) strict, without rowid;

    create table changes (
      tenant_id text not null,
      sequence integer not null,
      at text not null,
      actor text not null,
      action text not null,
      incident_id integer not null,
      before text not null,
      after text not null,
      hash text not null,
      primary key (tenant_id, sequence)
    ) strict;
  `,
  postgres: `
    create table incidents (
      tenant_id text collate "C" not null,
      incident_id bigint not null,
      redirect_incident_id bigint,
      created_date_time text collate "C" not null,
      last_update_date_time text collate "C" not null,
      status text collate "C" not null,
      assigned_to text collate "C",
      version bigint not null,
      document text not null,
      primary key (tenant_id, incident_id)
    );

    create table alerts (
      tenant_id text collate "C" not null,
      alert_id text collate "C" not null,
      incident_id bigint not null,
      created_date_time text collate "C" not null,
      last_update_date_time text collate "C" not null,
      document text not null,
      primary key (tenant_id, alert_id)
    );
    create index alerts_of_incident on alerts (tenant_id, incident_id, created_date_time, alert_id);

    create table renditions (
      tenant_id text collate "C" not null,
      incident_id bigint not null,
      form text collate "C" not null,
      position text collate "C" not null,
      text text not null,
      primary key (tenant_id, incident_id, form, position)
    );

    create table originals (
      tenant_id text collate "C" not null,
      incident_id bigint not null,
      sequence bigint not null,
      last_update_date_time text collate "C" not null,
      sha256 bytea not null,
      content bytea not null,
      primary key (tenant_id, incident_id, sequence)
    );

    create table devices (
      tenant_id text collate "C" not null,
      device_id text collate "C" not null,
      device_dns_name text,
      os_platform text,
      tags text not null,
      seen_date_time text collate "C" not null,
      device_group text collate "C" not null,
      primary key (tenant_id, device_id)
    );

    create table device_group_rules (
      tenant_id text collate "C" not null primary key,
      rules text not null
    );

    create table changes (
      tenant_id text collate "C" not null,
      sequence bigint not null,
      at text collate "C" not null,
      actor text not null,
      action text not null,
      incident_id bigint not null,
      before text not null,
      after text not null,
      hash text not null,
      primary key (tenant_id, sequence)
    );
  `,
};
