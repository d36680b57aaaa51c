import type { DeviceEvidence } from "../../domain/evidence/device-evidence.ts";
import type { VmMetadata } from "../../domain/evidence/parts.ts";
import { deviceGroupOf } from "../../domain/exposure/device-group.ts";
import { instantsFrom } from "../instants.ts";
import { guidOf, sha1Of } from "../invented-ids.ts";
import { DEVICE_GROUPS } from "./device-groups.ts";
import { PEOPLE, type Person } from "./people.ts";

/** What stays the same of a device from alert to alert. */
export type Device = Omit<
  DeviceEvidence,
  "kind" | "createdDateTime" | "verdict" | "remediationStatus" | "roles" | "detailedRoles"
> & {
  readonly mdeDeviceId: string;
  readonly deviceDnsName: string;
  readonly hostName: string;
  readonly lastIpAddress: string;
};

interface System {
  readonly osPlatform: string;
  readonly version: string;
  readonly osProcessor?: string;
  readonly osBuild?: number;
}

const WINDOWS_11: System = { osPlatform: "Windows11", version: "24H2", osProcessor: "x64", osBuild: 26100 };
const WINDOWS_11_ARM: System = { ...WINDOWS_11, osProcessor: "ARM64" };
const WINDOWS_10: System = { osPlatform: "Windows10", version: "22H2", osProcessor: "x64", osBuild: 19045 };
const SERVER_2022: System = {
  osPlatform: "WindowsServer2022",
  version: "21H2",
  osProcessor: "x64",
  osBuild: 20348,
};
const SERVER_2016: System = {
  osPlatform: "WindowsServer2016",
  version: "1607",
  osProcessor: "x64",
  osBuild: 14393,
};
const LINUX: System = { osPlatform: "Linux", version: "24.4", osProcessor: "x64" };
const MAC: System = { osPlatform: "macOS", version: "15.6", osProcessor: "ARM64" };
const IOS: System = { osPlatform: "iOS", version: "19.1", osProcessor: "ARM64" };
const OTHER: System = { osPlatform: "Other", version: "Other" };

type Extra = Pick<
  DeviceEvidence,
  "healthStatus" | "riskScore" | "defenderAvStatus" | "onboardingStatus" | "vmMetadata"
> & {
  readonly tags?: readonly string[];
  readonly owner?: Person;
};

const CORP = "corp.northwind.example";
const FACTORY = "factory.northwind.example";
const SUBSCRIPTION = guidOf("subscription production");

function azureVm(name: string): VmMetadata {
  const vmId = guidOf(`vm ${name}`);
  const path = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-web/providers/Microsoft.Compute/virtualMachines/${name}`;
  return { vmId, cloudProvider: "azure", resourceId: path, subscriptionId: SUBSCRIPTION };
}

/** `number` is the device's last octet in the office network, 192.0.2.0/24 of RFC 5737. */
function device(
  hostName: string,
  dnsDomain: string,
  number: number,
  system: System,
  extra: Extra = {},
): Device {
  const { owner, tags = [], ...state } = extra;
  const deviceDnsName = dnsDomain === "" ? hostName : `${hostName}.${dnsDomain}`;
  const firstSeen = instantsFrom(`2025-0${1 + (number % 9)}-1${number % 10}T07:45:00Z`, `device ${hostName}`);
  const managed = dnsDomain !== "" && system !== OTHER;
  return {
    mdeDeviceId: sha1Of(`device ${deviceDnsName}`),
    ...(managed ? { azureAdDeviceId: guidOf(`device ${deviceDnsName}`) } : {}),
    deviceDnsName,
    hostName,
    ...(dnsDomain === "" ? {} : { dnsDomain, ntDomain: dnsDomain === FACTORY ? "FACTORY" : "NORTHWIND" }),
    ...system,
    firstSeenDateTime: firstSeen.tick(number * 11),
    healthStatus: "active",
    riskScore: "none",
    defenderAvStatus: "updated",
    onboardingStatus: "onboarded",
    ...state,
    rbacGroupId: groupId(
      deviceGroupOf({ deviceDnsName, osPlatform: system.osPlatform, tags }, DEVICE_GROUPS),
    ),
    rbacGroupName: deviceGroupOf({ deviceDnsName, osPlatform: system.osPlatform, tags }, DEVICE_GROUPS),
    ipInterfaces: [`192.0.2.${number}`, `2001:db8:20::${number.toString(16)}`],
    lastIpAddress: `192.0.2.${number}`,
    lastExternalIpAddress: "198.51.100.14",
    tags,
    loggedOnUsers: owner ? [{ accountName: owner.accountName, domainName: owner.domainName }] : [],
  };
}

function groupId(name: string): number {
  const group = DEVICE_GROUPS.find((candidate) => candidate.name === name);
  return group ? 100 + group.rank : 0;
}

const sales = (owner: Person, extra: Extra = {}): Extra => ({ tags: ["sales"], owner, ...extra });
const finance = (owner: Person, extra: Extra = {}): Extra => ({ tags: ["finance"], owner, ...extra });

/** The devices of the sample tenant by a short name. */
export const DEVICES = {
  dc01: device("dc-01", CORP, 11, SERVER_2022, { tags: ["tier0"] }),
  dc02: device("dc-02", CORP, 12, SERVER_2016, { tags: ["tier0"], riskScore: "low" }),
  dcFactory: device("dc-fab-01", FACTORY, 13, SERVER_2022, { tags: ["tier0"] }),
  sql01: device("sql-01", CORP, 21, SERVER_2022),
  file01: device("file-01", CORP, 22, SERVER_2022, { riskScore: "medium" }),
  web01: device("web-01", CORP, 23, SERVER_2022, {
    tags: ["internet-facing"],
    vmMetadata: azureVm("web-01"),
  }),
  app01: device("app-01", CORP, 24, SERVER_2016, { defenderAvStatus: "notUpdated" }),
  backup01: device("bkp-01", CORP, 25, SERVER_2022, { defenderAvStatus: "disabled" }),
  jump01: device("jump-01", CORP, 26, SERVER_2022, { owner: PEOPLE.admin }),
  historian: device("hist-01", FACTORY, 27, SERVER_2016, { healthStatus: "noSensorData" }),
  mailGateway: device("mx-01", CORP, 28, LINUX, { defenderAvStatus: "unknown" }),
  kubeNode: device("aks-node-03", CORP, 29, LINUX, { vmMetadata: azureVm("aks-node-03") }),
  lt0203: device("lt-0203", CORP, 43, WINDOWS_11, finance(PEOPLE.grace)),
  lt0207: device("lt-0207", CORP, 47, WINDOWS_11, finance(PEOPLE.victor)),
  lt0211: device("lt-0211", CORP, 51, WINDOWS_11, finance(PEOPLE.chloe, { healthStatus: "inactive" })),
  lt0219: device("lt-0219", CORP, 59, WINDOWS_11_ARM, { tags: ["finance", "sales"], owner: PEOPLE.bashir }),
  lt0222: device("lt-0222", CORP, 62, WINDOWS_11, finance(PEOPLE.cfo, { tags: ["finance", "VIP"] })),
  lt0401: device("lt-0401", CORP, 81, WINDOWS_11, sales(PEOPLE.marta)),
  lt0404: device("lt-0404", CORP, 84, WINDOWS_11, sales(PEOPLE.dov)),
  lt0409: device("lt-0409", CORP, 89, WINDOWS_10, sales(PEOPLE.layla, { riskScore: "informational" })),
  lt0412: device("lt-0412", CORP, 92, WINDOWS_11, sales(PEOPLE.pedro)),
  lt0417: device("lt-0417", CORP, 97, WINDOWS_11, sales(PEOPLE.jude)),
  lt0421: device(
    "lt-0421",
    CORP,
    101,
    WINDOWS_10,
    sales(PEOPLE.nora, { healthStatus: "impairedCommunication" }),
  ),
  lt0433: device("lt-0433", CORP, 113, WINDOWS_11, sales(PEOPLE.teo)),
  lt0440: device("lt-0440", CORP, 120, WINDOWS_11_ARM, sales(PEOPLE.hana)),
  hmi01: device("hmi-01", FACTORY, 141, WINDOWS_10, { owner: PEOPLE.operator }),
  hmi02: device("hmi-02", FACTORY, 142, WINDOWS_10, {
    owner: PEOPLE.foreman,
    healthStatus: "noSensorDataImpairedCommunication",
    defenderAvStatus: "notReporting",
  }),
  engineering01: device("plc-eng-01", FACTORY, 143, WINDOWS_10, {
    owner: PEOPLE.foreman,
    tags: ["no-reboot"],
  }),
  viewer01: device("scada-view-01", FACTORY, 144, WINDOWS_10),
  label01: device("label-01", FACTORY, 145, WINDOWS_10, { owner: PEOPLE.operator }),
  lt0101: device("lt-0101", CORP, 161, WINDOWS_11, { owner: PEOPLE.ana }),
  lt0105: device("lt-0105", CORP, 165, WINDOWS_11, { owner: PEOPLE.admin }),
  dev07: device("dev-07", CORP, 167, WINDOWS_11, { owner: PEOPLE.developer }),
  mac12: device("mac-0012", CORP, 172, MAC, { owner: PEOPLE.researcher }),
  tablet: device("ipad-0031", CORP, 173, IOS, { owner: PEOPLE.ceo, defenderAvStatus: "notSupported" }),
  kiosk: device("kiosk-lobby", "", 174, WINDOWS_10, {
    onboardingStatus: "canBeOnboarded",
    healthStatus: "unknown",
  }),
  printer: device("print-2f", "", 175, OTHER, {
    onboardingStatus: "unsupported",
    healthStatus: "unknown",
    defenderAvStatus: "notSupported",
  }),
  guest: device("desktop-7f3k", "", 176, OTHER, {
    onboardingStatus: "insufficientInfo",
    healthStatus: "unknown",
    defenderAvStatus: "notSupported",
  }),
} as const satisfies Readonly<Record<string, Device>>;
