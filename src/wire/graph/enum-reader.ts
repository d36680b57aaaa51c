import type { EnumTable } from "../enum-table.ts";
import { ENUM_TYPES, type EnumName, memberNames } from "./enum-types.ts";

/** Old names that pages still print (contract/graph.md §§ 6.3, 17 no. 1): read, never written. */
const OLD_NAMES: Readonly<Partial<Record<EnumName, Readonly<Record<string, string>>>>> = {
  alertDetermination: {
    compromisedUser: "compromisedAccount",
    clean: "notMalicious",
    insufficientData: "notEnoughDataToValidate",
    confirmedUserActivity: "confirmedActivity",
  },
  alertClassification: { benignPositive: "informationalExpectedActivity" },
  evidenceVerdict: { clean: "noThreatsFound" },
};

/**
 * Reads members in any case (§ 4.3) and by their old names. The domain has the words of Graph, so that they are written as
 * they are; one that is newer than this version is kept as it came.
 */
export function graphEnum(name: EnumName): EnumTable {
  const names = memberNames(name);
  const known = new Map(names.map((member) => [member.toLowerCase(), member]));
  for (const [old, member] of Object.entries(OLD_NAMES[name] ?? {})) known.set(old.toLowerCase(), member);
  const exactly = (wire: string) => known.get(wire.toLowerCase());
  return {
    toDomain: (wire) => exactly(wire) ?? wire,
    toWire: (member) => member,
    mustKeep: () => false,
    exactly,
    names: Object.fromEntries(names.map((member) => [member, [member]])),
  };
}

const TABLES: ReadonlyMap<string, EnumTable> = new Map(
  [...ENUM_TYPES.keys()].filter(isEnumName).map((name) => [name, graphEnum(name)]),
);

/** The table of an enum by the name of its type. */
export function enumNamed(type: string): EnumTable | undefined {
  return TABLES.get(type);
}

function isEnumName(name: string): name is EnumName {
  return ENUM_TYPES.has(name);
}
