import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { type DeviceFacts, type DeviceGroupRule, deviceGroupOf, UNGROUPED_DEVICES } from "./device-group.ts";

const finance: DeviceFacts = {
  deviceDnsName: "FIN-07.corp.northwind.example",
  osPlatform: "Windows11",
  tags: ["Payroll", "Building 4"],
};

/** A rule, a device, whether the rule matches it. */
const cases: readonly (readonly [string, DeviceGroupRule, DeviceFacts, boolean])[] = [
  ["the full name", { names: ["fin-07.corp.northwind.example"] }, finance, true],
  ["the first label of the name", { names: ["FIN-07"] }, finance, true],
  ["a part of the name without a star", { names: ["fin"] }, finance, false],
  ["a star at the end", { names: ["fin-*"] }, finance, true],
  ["a star at the start", { names: ["*.example"] }, finance, true],
  ["stars around", { names: ["*corp*"] }, finance, true],
  ["pieces in order", { names: ["f*corp*example"] }, finance, true],
  ["pieces out of order", { names: ["*example*corp*"] }, finance, false],
  ["pieces that would overlap", { names: ["fin-07*07"] }, finance, false],
  ["the domain", { domains: ["corp.northwind.example"] }, finance, true],
  ["a domain above it", { domains: ["northwind.example"] }, finance, false],
  ["any domain below one", { domains: ["*.northwind.example"] }, finance, true],
  ["one of two tags", { tags: ["servers", "payroll"] }, finance, true],
  ["another tag", { tags: ["servers"] }, finance, false],
  ["the platform", { osPlatforms: ["windows11"] }, finance, true],
  ["two properties that match", { names: ["fin-*"], tags: ["payroll"] }, finance, true],
  ["two properties of which one matches", { names: ["fin-*"], tags: ["servers"] }, finance, false],
  ["a rule without values", {}, finance, false],
  ["a rule with an empty list", { names: [] }, finance, false],
  ["any name, of a device without one", { names: ["*"] }, { tags: [] }, false],
  ["any name, of a device with an empty one", { names: ["*"] }, { deviceDnsName: "", tags: [] }, false],
  ["any domain, of a device without one", { domains: ["*"] }, { deviceDnsName: "fin-07", tags: [] }, false],
  ["any platform, of a device without one", { osPlatforms: ["*"] }, { tags: [] }, false],
  ["characters that mean something to a regular expression", { names: ["fin.07*"] }, finance, false],
];

describe("the rule of a device group", () => {
  for (const [sentence, match, device, matches] of cases) {
    test(`${matches ? "matches" : "does not match"} ${sentence}`, () => {
      const group = deviceGroupOf(device, [{ name: "Finance", rank: 1, match }]);
      assert.equal(group, matches ? "Finance" : UNGROUPED_DEVICES);
    });
  }
});

test("the highest rank wins, however the groups are listed", () => {
  const groups = [3, 1, 2].map((rank) => ({ name: `rank ${rank}`, rank, match: { names: ["*"] } }));
  assert.equal(deviceGroupOf(finance, groups), "rank 1");
});

test("a device that no rule matches is ungrouped", () => {
  assert.equal(deviceGroupOf(finance, []), UNGROUPED_DEVICES);
});

test("a pattern with stars matches what a regular expression would", () => {
  const letters = fc.string({ unit: fc.constantFrom("a", "b", "*"), maxLength: 8 });
  const name = fc.string({ unit: fc.constantFrom("a", "b"), minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(letters, name, (pattern, deviceDnsName) => {
      const expected = new RegExp(`^${pattern.replaceAll("*", ".*")}$`).test(deviceDnsName);
      const group = deviceGroupOf({ deviceDnsName, tags: [] }, [
        { name: "it", rank: 1, match: { names: [pattern] } },
      ]);
      assert.equal(group === "it", expected);
    }),
  );
});

test("a pattern of many stars is decided at once", () => {
  const pattern = "*a".repeat(5_000);
  const group = deviceGroupOf({ deviceDnsName: "a".repeat(4_999), tags: [] }, [
    { name: "it", rank: 1, match: { names: [pattern] } },
  ]);
  assert.equal(group, UNGROUPED_DEVICES);
});
