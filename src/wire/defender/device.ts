import type { DeviceEvidence } from "../../domain/evidence/device-evidence.ts";
import type { LoggedOnUser, VmMetadata } from "../../domain/evidence/parts.ts";
import { isJsonObject, type Json, type JsonObject } from "../../domain/json.ts";
import { type Timestamp, trimTimestamp } from "../../domain/time.ts";
import { DocumentError, DocumentReader, enumText, optional, othersOf, unmappedFrom } from "../document.ts";
import { cloudProvider, defenderAvStatus, healthStatus, onboardingStatus, riskScore } from "./enums.ts";

/** The members of a device in the order of the wire, contract/defender.md § 5.4; `rbacGroupId` is of 2020 and only read. */
const KEYS: ReadonlySet<string> = new Set([
  "mdatpDeviceId",
  "aadDeviceId",
  "deviceDnsName",
  "osPlatform",
  "version",
  "osProcessor",
  "osBuild",
  "healthStatus",
  "riskScore",
  "rbacGroupName",
  "rbacGroupId",
  "firstSeen",
  "tags",
  "defenderAvStatus",
  "onboardingStatus",
  "vmMetadata",
  "loggedOnUsers",
]);

/** A device of an alert as evidence. Older shapes lack the last members; they get what says the least. */
export function readDevice(device: DocumentReader, alertCreated: Timestamp): DeviceEvidence {
  return {
    kind: "deviceEvidence",
    createdDateTime: alertCreated,
    verdict: "unknown",
    remediationStatus: "none",
    roles: [],
    detailedRoles: [],
    ...optional("mdeDeviceId", device.text("mdatpDeviceId")),
    ...optional("azureAdDeviceId", device.text("aadDeviceId")),
    ...optional("deviceDnsName", device.text("deviceDnsName")),
    ...optional("osPlatform", device.text("osPlatform")),
    ...optional("version", device.text("version")),
    ...optional("osProcessor", device.text("osProcessor")),
    ...optional("osBuild", device.integer("osBuild")),
    ...optional("healthStatus", device.enum("healthStatus", healthStatus)),
    ...optional("riskScore", device.enum("riskScore", riskScore)),
    ...optional("rbacGroupName", device.text("rbacGroupName")),
    ...optional("rbacGroupId", device.integer("rbacGroupId")),
    ...optional("firstSeenDateTime", device.time("firstSeen")),
    tags: device.texts("tags"),
    ...optional("defenderAvStatus", device.enum("defenderAvStatus", defenderAvStatus)),
    ...optional("onboardingStatus", device.enum("onboardingStatus", onboardingStatus)),
    ...optional("vmMetadata", exactly(device, "vmMetadata", readVmMetadata, writeVmMetadata)),
    loggedOnUsers: exactly(device, "loggedOnUsers", readLoggedOnUsers, writeLoggedOnUsers) ?? [],
    ...unmappedFrom(device.others(KEYS)),
  };
}

/** All 16 members, with `null` where there is no value (§ 3), then what Tocsin merely keeps. */
export function writeDevice(device: DeviceEvidence): JsonObject {
  const kept = device.unmapped?.defender;
  return Object.fromEntries<Json>([
    ["mdatpDeviceId", device.mdeDeviceId ?? ""],
    ["aadDeviceId", device.azureAdDeviceId ?? null],
    ["deviceDnsName", device.deviceDnsName ?? ""],
    ["osPlatform", device.osPlatform ?? "Other"],
    ["version", device.version ?? "Other"],
    ["osProcessor", device.osProcessor ?? null],
    ["osBuild", device.osBuild ?? null],
    ["healthStatus", enumText(healthStatus, device.healthStatus ?? "unknown", kept, "healthStatus")],
    ["riskScore", enumText(riskScore, device.riskScore ?? "none", kept, "riskScore")],
    ["rbacGroupName", device.rbacGroupName ?? null],
    ["firstSeen", trimTimestamp(device.firstSeenDateTime ?? device.createdDateTime)],
    ["tags", device.tags],
    [
      "defenderAvStatus",
      enumText(defenderAvStatus, device.defenderAvStatus ?? "unknown", kept, "defenderAvStatus"),
    ],
    [
      "onboardingStatus",
      enumText(onboardingStatus, device.onboardingStatus ?? "insufficientInfo", kept, "onboardingStatus"),
    ],
    ["vmMetadata", original(kept, "vmMetadata", device.vmMetadata, readVmMetadata, writeVmMetadata)],
    [
      "loggedOnUsers",
      original(kept, "loggedOnUsers", device.loggedOnUsers, readLoggedOnUsers, writeLoggedOnUsers),
    ],
    ...othersOf(kept, KEYS),
  ]);
}

/** A part of a device whose domain type has no place for unknown members: it is kept whole when it has any. */
function exactly<T>(
  device: DocumentReader,
  key: string,
  read: (value: Json, path: string) => T | undefined,
  write: (part: T | undefined) => Json,
): T | undefined {
  const value = device.value(key);
  if (value === undefined || value === null) return undefined;
  device.bound(key, value);
  const part = read(value, device.at(key));
  if (JSON.stringify(write(part)) !== JSON.stringify(value)) device.keep(key, value);
  return part;
}

/** The kept part as it came while the domain's is still the one that was read from it, else the domain's. */
function original<T>(
  kept: JsonObject | undefined,
  key: string,
  part: T | undefined,
  read: (value: Json, path: string) => T | undefined,
  write: (part: T | undefined) => Json,
): Json {
  const written = write(part);
  const came = kept && Object.hasOwn(kept, key) ? kept[key] : undefined;
  if (came === undefined) return written;
  return JSON.stringify(write(read(came, key))) === JSON.stringify(written) ? came : written;
}

/** § 5.4: never seen filled. The members are thought to be those of Graph's type; what is no object is merely kept. */
function readVmMetadata(value: Json, path: string): VmMetadata | undefined {
  if (!isJsonObject(value)) return undefined;
  const vm = new DocumentReader(value, path);
  return {
    ...optional("vmId", vm.text("vmId")),
    ...optional("cloudProvider", vm.enum("cloudProvider", cloudProvider)),
    ...optional("resourceId", vm.text("resourceId")),
    ...optional("subscriptionId", vm.text("subscriptionId")),
  };
}

function writeVmMetadata(vm: VmMetadata | undefined): Json {
  if (vm === undefined) return null;
  return {
    vmId: vm.vmId ?? null,
    cloudProvider: cloudProvider.toWire(vm.cloudProvider ?? "unknown"),
    resourceId: vm.resourceId ?? null,
    subscriptionId: vm.subscriptionId ?? null,
  };
}

function readLoggedOnUsers(value: Json, path: string): readonly LoggedOnUser[] {
  if (!Array.isArray(value)) throw new DocumentError(path, "must be an array");
  return value.map((item: Json, index) => {
    const user = new DocumentReader(item, `${path}[${index}]`);
    return {
      ...optional("accountName", user.text("accountName")),
      ...optional("domainName", user.text("domainName")),
    };
  });
}

function writeLoggedOnUsers(users: readonly LoggedOnUser[] = []): Json {
  return users.map(({ accountName = "", domainName = "" }) => ({ accountName, domainName }));
}
