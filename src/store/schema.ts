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
    last_activity_date_time: string;
    status: string;
    severity: string;
    category: string;
    detection_source: string;
    assigned_to: string | null;
    investigation_id: number | null;
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
  /** What decides who may see an alert: its service with each of its devices, "" for an alert without any. */
  alert_exposure: { tenant_id: string; alert_id: string; service_source: string; device_id: string };
  /**
   * Who may see an alert, ready to be asked: its services, and "*" for whoever may view all of them, with the groups of its
   * devices, "" for an alert without any.
   */
  alert_visibility: { tenant_id: string; service_source: string; device_group: string; alert_id: string };
  /** The same for an incident: that of its alerts, or for a merged one of its target's; with what lists filter by. */
  incident_visibility: {
    tenant_id: string;
    service_source: string;
    device_group: string;
    last_update_date_time: string;
    incident_id: number;
    created_date_time: string;
    status: string;
    assigned_to: string | null;
  };
  /** Resolved incidents whose open alerts have still to be resolved. */
  follow_ups: { tenant_id: string; incident_id: number };
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
