import type { DeviceEvidence } from "../../domain/evidence/device-evidence.ts";
import type { LoggedOnUser } from "../../domain/evidence/parts.ts";
import { isJsonObject, type Json, type JsonObject } from "../../domain/json.ts";
import { type Timestamp, trimTimestamp } from "../../domain/time.ts";
import { DocumentReader, optional, unmappedFrom } from "./document.ts";
import { plainEnum } from "./enums.ts";

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
    ...optional("healthStatus", device.enum("healthStatus", plainEnum)),
    ...optional("riskScore", device.enum("riskScore", plainEnum)),
    ...optional("rbacGroupName", device.text("rbacGroupName")),
    ...optional("rbacGroupId", device.integer("rbacGroupId")),
    ...optional("firstSeenDateTime", device.time("firstSeen")),
    tags: device.texts("tags"),
    ...optional("defenderAvStatus", device.enum("defenderAvStatus", plainEnum)),
    ...optional("onboardingStatus", device.enum("onboardingStatus", plainEnum)),
    ...readVmMetadata(device),
    loggedOnUsers: device.objects("loggedOnUsers").map(readLoggedOnUser),
    ...unmappedFrom(keptMembers(device)),
  };
}

/** All 16 members, with `null` where there is no value (§ 3), then what Tocsin merely keeps. */
export function writeDevice(device: DeviceEvidence): JsonObject {
  return Object.fromEntries<Json>([
    ["mdatpDeviceId", device.mdeDeviceId ?? ""],
    ["aadDeviceId", device.azureAdDeviceId ?? null],
    ["deviceDnsName", device.deviceDnsName ?? ""],
    ["osPlatform", device.osPlatform ?? "Other"],
    ["version", device.version ?? "Other"],
    ["osProcessor", device.osProcessor ?? null],
    ["osBuild", device.osBuild ?? null],
    ["healthStatus", plainEnum.toWire(device.healthStatus ?? "unknown")],
    ["riskScore", plainEnum.toWire(device.riskScore ?? "none")],
    ["rbacGroupName", device.rbacGroupName ?? null],
    ["firstSeen", trimTimestamp(device.firstSeenDateTime ?? device.createdDateTime)],
    ["tags", device.tags],
    ["defenderAvStatus", plainEnum.toWire(device.defenderAvStatus ?? "unknown")],
    ["onboardingStatus", plainEnum.toWire(device.onboardingStatus ?? "insufficientInfo")],
    ["vmMetadata", writeVmMetadata(device)],
    ["loggedOnUsers", (device.loggedOnUsers ?? []).map(writeLoggedOnUser)],
    ...Object.entries(device.unmapped?.defender ?? {}).filter(([key]) => key !== "vmMetadata"),
  ]);
}

const VM_KEYS: ReadonlySet<string> = new Set(["vmId", "cloudProvider", "resourceId", "subscriptionId"]);

/** § 5.4: never seen filled. The members are thought to be those of Graph's type; an object with others is kept as it came. */
function isKnownVm(value: Json | undefined): boolean {
  return isJsonObject(value) && Object.keys(value).every((key) => VM_KEYS.has(key));
}

function readVmMetadata(device: DocumentReader): Pick<DeviceEvidence, "vmMetadata"> {
  if (!isKnownVm(device.value("vmMetadata"))) return {};
  const vm = new DocumentReader(device.value("vmMetadata"), device.at("vmMetadata"));
  return {
    vmMetadata: {
      ...optional("vmId", vm.text("vmId")),
      ...optional("cloudProvider", vm.enum("cloudProvider", plainEnum)),
      ...optional("resourceId", vm.text("resourceId")),
      ...optional("subscriptionId", vm.text("subscriptionId")),
    },
  };
}

function keptMembers(device: DocumentReader): JsonObject | undefined {
  const vm = device.value("vmMetadata");
  const others = device.others(KEYS);
  return vm === undefined || vm === null || isKnownVm(vm) ? others : { vmMetadata: vm, ...others };
}

function writeVmMetadata({ vmMetadata: vm, unmapped }: DeviceEvidence): Json {
  if (vm === undefined) return unmapped?.defender?.vmMetadata ?? null;
  return {
    vmId: vm.vmId ?? null,
    cloudProvider: plainEnum.toWire(vm.cloudProvider ?? "unknown"),
    resourceId: vm.resourceId ?? null,
    subscriptionId: vm.subscriptionId ?? null,
  };
}

function readLoggedOnUser(user: DocumentReader): LoggedOnUser {
  return {
    ...optional("accountName", user.text("accountName")),
    ...optional("domainName", user.text("domainName")),
  };
}

function writeLoggedOnUser(user: LoggedOnUser): JsonObject {
  return { accountName: user.accountName ?? "", domainName: user.domainName ?? "" };
}
