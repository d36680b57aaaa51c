import { isIP } from "node:net";
import type { DeviceEvidence } from "../../domain/evidence/device-evidence.ts";
import { type Evidence, isDevice } from "../../domain/evidence/evidence.ts";
import { keptOf, keptText } from "./kept.ts";
import { namedWriter, typeWriter, type WriteEvidence } from "./type-writer.ts";
import { EVIDENCE_BASE, EVIDENCE_TYPES, NAMESPACE } from "./types.ts";

/** Ready text of a piece of evidence in a list of them, led by its type (contract/graph.md § 2). */
export function evidenceText(evidence: Evidence): string {
  return write(isDevice(evidence) ? withHostName(evidence) : evidence, true);
}

const write: WriteEvidence = (evidence, named) => {
  const kind = String(Reflect.get(evidence, "kind"));
  const unmapped: unknown = Reflect.get(evidence, "unmapped");
  const own = writerOf(kind)?.members(evidence);
  const type = own === undefined ? (keptOf(unmapped)?.[TYPE] ?? UNKNOWN) : `#${NAMESPACE}.${kind}`;
  const head = named ? `"${TYPE}":${JSON.stringify(type)},` : "";
  const members = own === undefined ? "" : `,${own}`;
  return `{${head}${base.members(evidence)}${members}${keptText(unmapped, WRITTEN)}}`;
};
const base = typeWriter(EVIDENCE_BASE, write);
const writerOf = namedWriter(EVIDENCE_TYPES, write);

const TYPE = "@odata.type";
const WRITTEN: ReadonlySet<string> = new Set([TYPE]);
/** Of a kind that Graph has no name for, clients are told what all evidence has. */
const UNKNOWN = `#${NAMESPACE}.alertEvidence`;

/** § 15.3: the legacy dialect knows the full name alone. */
function withHostName(device: DeviceEvidence): DeviceEvidence {
  const { deviceDnsName = "", hostName, dnsDomain } = device;
  const dot = deviceDnsName.indexOf(".");
  if (hostName !== undefined || deviceDnsName === "" || isIP(deviceDnsName) !== 0) return device;
  if (dot < 0) return { ...device, hostName: deviceDnsName };
  return {
    ...device,
    hostName: deviceDnsName.slice(0, dot),
    dnsDomain: dnsDomain ?? deviceDnsName.slice(dot + 1),
  };
}
