/** A table of the store, as far as it has to be known to walk along it, copy it and compare it. */
export interface StoredTable {
  readonly name: string;
  /** What tells the rows of a tenant apart, in the order of an index that leads with the tenant. */
  readonly key: readonly string[];
  /** Every column but the tenant. */
  readonly columns: readonly string[];
  /** Those of them that hold text or bytes, whose length counts. */
  readonly sized: readonly string[];
}

interface Columns {
  readonly [column: string]: "text" | "bytes" | "integer";
}

function table(name: string, key: readonly string[], columns: Columns): StoredTable {
  const names = Object.keys(columns);
  return { name, key, columns: names, sized: names.filter((column) => columns[column] !== "integer") };
}

/**
 * Every table that belongs to a store, in the order in which they are copied. Who may see what is among them: it follows from
 * the documents, but copied it is the same to the byte, in bounded batches; `tocsin verify` makes it anew and compares.
 */
export const TABLES: readonly StoredTable[] = [
  table("changes", ["sequence"], {
    sequence: "integer",
    at: "text",
    actor: "text",
    action: "text",
    incident_id: "integer",
    before: "text",
    after: "text",
    hash: "text",
  }),
  table("device_group_rules", [], { rules: "text" }),
  table("devices", ["device_id"], {
    device_id: "text",
    device_dns_name: "text",
    os_platform: "text",
    tags: "text",
    seen_date_time: "text",
    device_group: "text",
  }),
  table("incidents", ["incident_id"], {
    incident_id: "integer",
    redirect_incident_id: "integer",
    created_date_time: "text",
    last_update_date_time: "text",
    status: "text",
    assigned_to: "text",
    severity: "text",
    classification: "text",
    determination: "text",
    version: "integer",
    document: "text",
  }),
  table("alerts", ["alert_id"], {
    alert_id: "text",
    incident_id: "integer",
    created_date_time: "text",
    last_update_date_time: "text",
    last_activity_date_time: "text",
    status: "text",
    severity: "text",
    category: "text",
    detection_source: "text",
    assigned_to: "text",
    investigation_id: "integer",
    classification: "text",
    determination: "text",
    service_source: "text",
    document: "text",
  }),
  table("renditions", ["incident_id", "form", "position"], {
    incident_id: "integer",
    form: "text",
    position: "text",
    text: "text",
  }),
  table("originals", ["incident_id", "sequence"], {
    incident_id: "integer",
    sequence: "integer",
    last_update_date_time: "text",
    sha256: "bytes",
    content: "bytes",
  }),
  table("alert_exposure", ["alert_id", "service_source", "device_id"], {
    alert_id: "text",
    service_source: "text",
    device_id: "text",
  }),
  table("alert_visibility", ["alert_id", "service_source", "device_group"], {
    service_source: "text",
    device_group: "text",
    alert_id: "text",
  }),
  table("incident_visibility", ["incident_id", "service_source", "device_group"], {
    service_source: "text",
    device_group: "text",
    last_update_date_time: "text",
    incident_id: "integer",
    created_date_time: "text",
    status: "text",
    assigned_to: "text",
    severity: "text",
    classification: "text",
    determination: "text",
  }),
  table("follow_ups", ["incident_id"], { incident_id: "integer" }),
];

/** Tables that are not copied, and why. */
export const NOT_COPIED: Readonly<Record<string, string>> = {
  schema_migrations: "each database tells how its own tables were made",
  tenant_locks: "what writers of PostgreSQL take turns by; a row is made when it is needed",
  quota_counters: "calls that were counted within the last hour, of nodes that run",
};

/** One of the tables by its name. */
export function tableNamed(name: string): StoredTable {
  const found = TABLES.find((each) => each.name === name);
  if (!found) throw new TypeError(`there is no table ${name}`);
  return found;
}
