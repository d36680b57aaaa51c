import type { DeviceGroup } from "../../domain/exposure/device-group.ts";

/** A device group and the user groups it is open to. */
export interface OpenDeviceGroup extends DeviceGroup {
  readonly userGroups: readonly string[];
}

/**
 * Ranked; the rules overlap so that rank decides: a domain controller also runs a server system, a historian server also
 * stands in the factory's domain, one laptop carries the tags of finance and of sales.
 */
export const DEVICE_GROUPS: readonly OpenDeviceGroup[] = [
  { name: "Domain controllers", rank: 1, match: { names: ["dc-*"] }, userGroups: ["SOC"] },
  { name: "Servers", rank: 2, match: { osPlatforms: ["WindowsServer*", "Linux"] }, userGroups: ["SOC"] },
  { name: "Finance laptops", rank: 3, match: { names: ["lt-*"], tags: ["finance"] }, userGroups: ["SOC"] },
  {
    name: "Sales laptops",
    rank: 4,
    match: { names: ["lt-*"], tags: ["sales"] },
    userGroups: ["SOC", "Helpdesk"],
  },
  { name: "Factory floor", rank: 5, match: { domains: ["factory.northwind.example"] }, userGroups: ["SOC"] },
];
