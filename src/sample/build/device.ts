import type { DeviceRiskScore } from "../../domain/enums.ts";
import type { DeviceEvidence } from "../../domain/evidence/device-evidence.ts";
import type { Device } from "../tenant/devices.ts";
import type { Marks, Seen } from "./seen.ts";

/** A device as an alert shows it; `riskScore` when the detection raised it. */
export function deviceSeen(
  seen: Seen,
  device: Device,
  marks: Marks = {},
  riskScore?: DeviceRiskScore,
): DeviceEvidence {
  return {
    kind: "deviceEvidence",
    ...seen({ detailedRoles: ["PrimaryDevice"], ...marks }),
    ...device,
    ...(riskScore === undefined ? {} : { riskScore }),
  };
}
