import type { PageDialect, PageTable } from "../sql/page.ts";

const INCIDENTS: PageTable = {
  name: "incidents",
  key: "incident_id",
  visibleKey: `"incidents".incident_id`,
  visible: (service, group) =>
    `incident_visibility as "incidents"
     where "incidents".tenant_id = $1 and service_source ${service} and device_group ${group}`,
};

const ALERTS: PageTable = {
  name: "alerts",
  key: "alert_id",
  visibleKey: "v.alert_id",
  visible: (service, group) =>
    `alert_visibility as v join alerts as "alerts" on "alerts".tenant_id = $1 and "alerts".alert_id = v.alert_id
     where v.tenant_id = $1 and v.service_source ${service} and v.device_group ${group}`,
};

/** PostgreSQL knows from its statistics which index to read a page by. */
export const postgresPages: PageDialect = {
  name: "postgres",
  tables: { incidents: INCIDENTS, alerts: ALERTS },
  // biome-ignore lint/correctness/useYield: nothing has to be asked first
  *whole(_scope, _selection, { name, key }) {
    return {
      sources: [`${name} as "${name}" where "${name}".tenant_id = $1`],
      keyAt: `"${name}".${key}`,
      parameters: [],
      overlap: false,
    };
  },
};
