import type { Alert } from "../alert/alert.ts";
import { devicesOf } from "../exposure/exposure-key.ts";

/** The name of an incident that its alerts open: what they tell, and of how many (contract/defender.md § 11.5). */
export function incidentName(alerts: readonly Alert[]): string {
  const titles = new Set(alerts.map(({ title }) => title));
  const [title = ""] = titles;
  const what = titles.size > 1 ? "Multi-stage incident" : title;
  const services = new Set(alerts.map(({ serviceSource }) => serviceSource));
  return `${what}${ofWhom(alerts)}${services.size > 1 ? " reported by multiple sources" : ""}`;
}

function ofWhom(alerts: readonly Alert[]): string {
  const devices = new Set(alerts.flatMap((alert) => [...devicesOf(alert).keys()]));
  if (devices.size > 0) return devices.size === 1 ? " on one endpoint" : " on multiple endpoints";
  const users = new Set(alerts.flatMap(usersOf));
  if (users.size === 0) return "";
  return users.size === 1 ? " involving one user" : " involving multiple users";
}

function usersOf({ evidence }: Alert): readonly string[] {
  return evidence.flatMap((each) => {
    const account = each.kind === "userEvidence" ? each.userAccount : undefined;
    const name = account?.azureAdUserId ?? account?.userPrincipalName ?? account?.accountName;
    return name === undefined ? [] : [name];
  });
}
