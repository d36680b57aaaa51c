/** The tables as every SQL store has them; columns hold the words of the domain. JSON columns are text. */
export interface Schema {
  schema_migrations: { number: number; name: string; checksum: string; applied_at: string };
  incidents: {
    tenant_id: string;
    incident_id: number;
    redirect_incident_id: number | null;
    created_date_time: string;
    last_update_date_time: string;
    status: string;
    assigned_to: string | null;
    /** The sequence of the change that wrote the row. */
    version: number;
    document: string;
  };
  alerts: {
    tenant_id: string;
    alert_id: string;
    incident_id: number;
    created_date_time: string;
    last_update_date_time: string;
    document: string;
  };
  /** Ready text, `position` "" for the incident's own part, then its alerts by creation. */
  renditions: { tenant_id: string; incident_id: number; form: string; position: string; text: string };
  originals: {
    tenant_id: string;
    incident_id: number;
    sequence: number;
    last_update_date_time: string;
    sha256: Uint8Array;
    content: Uint8Array;
  };
  devices: {
    tenant_id: string;
    device_id: string;
    device_dns_name: string | null;
    os_platform: string | null;
    tags: string;
    seen_date_time: string;
    device_group: string;
  };
  /** What decides who may see an incident: each service with each device of an alert, "" for an alert without any. */
  incident_exposure: { tenant_id: string; incident_id: number; service_source: string; device_id: string };
  device_group_rules: { tenant_id: string; rules: string };
  changes: {
    tenant_id: string;
    sequence: number;
    at: string;
    actor: string;
    action: string;
    incident_id: number;
    before: string;
    after: string;
    hash: string;
  };
}
