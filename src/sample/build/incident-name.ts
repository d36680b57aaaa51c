import type { Alert } from "../../domain/alert/alert.ts";

/**
 * The name that Defender makes for an incident of these alerts (contract/defender.md § 11.5): what it is about, how many
 * endpoints or else users it touches, and whether several products report it.
 */
export function incidentNameOf(alerts: readonly Alert[]): string {
  const services = new Set(alerts.map((alert) => alert.serviceSource));
  const several = services.size > 1 ? ["reported by multiple sources"] : [];
  return [subjectOf(alerts), ...placeOf(alerts), ...several].join(" ");
}

function subjectOf(alerts: readonly Alert[]): string {
  const families = new Set(alerts.map((alert) => alert.threatFamilyName).filter((name) => name !== null));
  const categories = [...new Set(alerts.map((alert) => alert.category))];
  const titles = [...new Set(alerts.map((alert) => alert.title))];
  if (families.size > 1) {
    const including = categories.includes("Ransomware") ? " including Ransomware" : "";
    return `Multiple threat families detected${including}`;
  }
  if (titles.length === 1) return titles[0] ?? "";
  return categories.length === 1 ? `${wordsOf(categories[0] ?? "")} incident` : "Multi-stage incident";
}

function placeOf(alerts: readonly Alert[]): readonly string[] {
  const evidence = alerts.flatMap((alert) => alert.evidence);
  const devices = distinct(
    evidence.map((one) => (one.kind === "deviceEvidence" ? one.mdeDeviceId : undefined)),
  );
  const users = distinct(
    evidence.map((one) => (one.kind === "userEvidence" ? one.userAccount?.accountName : undefined)),
  );
  if (devices > 1) return ["on multiple endpoints"];
  const where = devices === 1 ? ["on one endpoint"] : [];
  if (users === 1) return [...where, "involving one user"];
  return users > 1 && devices === 0 ? ["involving multiple users"] : where;
}

function distinct(values: readonly (string | undefined)[]): number {
  return new Set(values.filter((value) => value !== undefined)).size;
}

/** `CredentialAccess` → `Credential access`. */
function wordsOf(category: string): string {
  return category.replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
