/** Where devices go that no rule matches; it cannot be ranked or deleted (contract/defender.md § 2.6). */
export const UNGROUPED_DEVICES = "Ungrouped devices (default)";

/**
 * The rule of a device group (contract/defender.md § 2.6). Values of one property are alternatives; properties that are
 * given must all match. Letter case does not matter and `*` stands for any text. `names` are compared with the full
 * name and with its first label, `domains` with what follows it. A device that lacks a property is matched by no value
 * of it, and a rule without any value matches no device.
 */
export interface DeviceGroupRule {
  readonly names?: readonly string[];
  readonly domains?: readonly string[];
  readonly tags?: readonly string[];
  readonly osPlatforms?: readonly string[];
}

/** A device group; 1 is the highest rank, and a device is in the highest group whose rule matches. */
export interface DeviceGroup {
  readonly name: string;
  readonly rank: number;
  readonly match: DeviceGroupRule;
}

/** What the rules look at. */
export interface DeviceFacts {
  readonly deviceDnsName?: string;
  readonly osPlatform?: string;
  readonly tags: readonly string[];
}

/** The one group a device is in. */
export function deviceGroupOf(device: DeviceFacts, groups: readonly DeviceGroup[]): string {
  const ranked = groups.toSorted((a, b) => a.rank - b.rank);
  return ranked.find((group) => matches(device, group.match))?.name ?? UNGROUPED_DEVICES;
}

function matches(device: DeviceFacts, rule: DeviceGroupRule): boolean {
  const { names, domains } = namesOf(device.deviceDnsName);
  const properties: readonly (readonly [readonly string[] | undefined, readonly string[]])[] = [
    [rule.names, names],
    [rule.domains, domains],
    [rule.tags, device.tags],
    [rule.osPlatforms, device.osPlatform ? [device.osPlatform] : []],
  ];
  const given = properties.filter(([values]) => values !== undefined && values.length > 0);
  return given.length > 0 && given.every(([values, actual]) => anyMatches(values ?? [], actual));
}

function namesOf(deviceDnsName = ""): {
  readonly names: readonly string[];
  readonly domains: readonly string[];
} {
  if (deviceDnsName === "") return { names: [], domains: [] };
  const dot = deviceDnsName.indexOf(".");
  if (dot < 0) return { names: [deviceDnsName], domains: [] };
  return { names: [deviceDnsName, deviceDnsName.slice(0, dot)], domains: [deviceDnsName.slice(dot + 1)] };
}

function anyMatches(patterns: readonly string[], actual: readonly string[]): boolean {
  return patterns.some((pattern) =>
    actual.some((value) => wildcard(pattern.toLowerCase(), value.toLowerCase())),
  );
}

/** Linear in the value: each piece between the stars is searched once, from left to right. */
function wildcard(pattern: string, value: string): boolean {
  const [first = "", ...rest] = pattern.split("*");
  const last = rest.pop();
  if (last === undefined) return value === pattern;
  if (!value.startsWith(first) || value.length < first.length + last.length || !value.endsWith(last))
    return false;
  let at = first.length;
  for (const piece of rest) {
    const found = value.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return at <= value.length - last.length;
}
