import type { PageTable } from "./page.ts";

const INCIDENTS: PageTable = {
  name: "incidents",
  key: "incident_id",
  visibleKey: `"incidents".incident_id`,
  visible: (service, group) =>
    `incident_visibility as "incidents"
     where "incidents".tenant_id = $1 and service_source ${service} and device_group ${group}`,
};

/** The tables of pages. `alertsHint` stands where a database is told by which index to look an alert up. */
export function pageTables(alertsHint = ""): Readonly<Record<PageTable["name"], PageTable>> {
  return {
    incidents: INCIDENTS,
    alerts: {
      name: "alerts",
      key: "alert_id",
      visibleKey: "v.alert_id",
      visible: (service, group) =>
        `alert_visibility as v join alerts as "alerts" ${alertsHint}
           on "alerts".tenant_id = $1 and "alerts".alert_id = v.alert_id
         where v.tenant_id = $1 and v.service_source ${service} and v.device_group ${group}`,
    },
  };
}
