/** How many calls of one operation a tenant and application may make. */
export interface OperationLimits {
  readonly perMinute?: number;
  readonly perHour?: number;
}

/** The vendor's figures, contract/defender.md § 12: each operation has windows of its own. */
export const VENDOR_LIMITS = {
  listIncidents: { perMinute: 50, perHour: 1_500 },
  getIncident: { perMinute: 100, perHour: 1_500 },
  updateIncident: { perMinute: 50, perHour: 1_500 },
  listAlerts: { perMinute: 100, perHour: 1_500 },
  getAlert: { perMinute: 100, perHour: 1_500 },
  updateAlert: { perMinute: 100, perHour: 1_500 },
  batchUpdateAlerts: { perMinute: 10, perHour: 500 },
  createAlert: { perMinute: 15 },
  /** All of incidents and alerts through Graph together, contract/graph.md § 8. */
  graphSecurity: { perMinute: 150 },
} as const satisfies Readonly<Record<string, OperationLimits>>;

export type Operation = keyof typeof VENDOR_LIMITS;

/** What is in force: the vendor's figures, other ones for some operations, or none at all. */
export type QuotaSetting = "vendor" | "off" | Readonly<Partial<Record<Operation, OperationLimits>>>;

export function limitsInForce(setting: QuotaSetting, operation: Operation): OperationLimits {
  if (setting === "off") return {};
  if (setting === "vendor") return VENDOR_LIMITS[operation];
  return setting[operation] ?? VENDOR_LIMITS[operation];
}
