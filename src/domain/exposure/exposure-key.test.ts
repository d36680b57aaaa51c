import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { alertOf, deviceOf, time } from "../../../test/fixtures/incidents.ts";
import type { ProcessEvidence } from "../evidence/device-evidence.ts";
import type { Evidence } from "../evidence/evidence.ts";
import { deviceIdOf, NAMELESS_DEVICE } from "./device-names.ts";
import { devicesOf, exposureKeysOf, isVisible, keysOfAlert, keyVisible } from "./exposure-key.ts";

const ENDPOINT = "microsoftDefenderForEndpoint";
const evidenceBase = {
  createdDateTime: time("2026-03-04T08:11:52Z"),
  verdict: "unknown",
  remediationStatus: "none",
  roles: [],
  detailedRoles: [],
  tags: [],
} as const;
const processOn = (mdeDeviceId: string): ProcessEvidence => ({
  ...evidenceBase,
  kind: "processEvidence",
  mdeDeviceId,
});

describe("a device is recognised", () => {
  const cases = [
    ["by its Endpoint id first", { mdeDeviceId: "AB12", azureAdDeviceId: "x", deviceDnsName: "y" }, "ab12"],
    ["by its directory id second", { azureAdDeviceId: "AB-1", deviceDnsName: "y" }, "aad:ab-1"],
    ["by its name last", { deviceDnsName: "PC.northwind.example" }, "dns:pc.northwind.example"],
    ["as one of the nameless when it has none", {}, NAMELESS_DEVICE],
    ["as one of the nameless when all are empty", { mdeDeviceId: "", deviceDnsName: "" }, NAMELESS_DEVICE],
    ["without trusting types", { mdeDeviceId: 7, azureAdDeviceId: null }, NAMELESS_DEVICE],
  ] as const;
  for (const [sentence, device, expected] of cases) {
    test(sentence, () => assert.equal(deviceIdOf(device), expected));
  }
});

describe("the keys of an alert", () => {
  const host: Evidence = {
    ...evidenceBase,
    kind: "hostLogonSessionEvidence",
    host: deviceOf({ mdeDeviceId: "c" }),
  };
  const iot: Evidence = { ...evidenceBase, kind: "ioTDeviceEvidence", deviceId: "sensor-9" };
  const kept: Evidence = {
    ...evidenceBase,
    kind: "other:drone",
    unmapped: { defender: { deviceIds: ["D", 5] } },
  };
  const cases: readonly (readonly [string, readonly Evidence[], readonly string[]])[] = [
    ["are one without a device for an alert without evidence", [], [""]],
    ["are one for each device", [deviceOf({ mdeDeviceId: "a" }), deviceOf({ mdeDeviceId: "b" })], ["a", "b"]],
    ["name a repeated device once", [deviceOf({ mdeDeviceId: "a" }), deviceOf({ mdeDeviceId: "A" })], ["a"]],
    [
      "leave out what other evidence names when there are devices",
      [deviceOf({ mdeDeviceId: "a" }), processOn("b")],
      ["a"],
    ],
    ["are what the evidence names when there is no device among it", [processOn("B"), host], ["b", "c"]],
    ["count what was merely kept", [kept], ["5", "d"]],
    ["do not take an IoT device for one of Endpoint", [iot], [""]],
  ];
  for (const [sentence, evidence, expected] of cases) {
    test(sentence, () => {
      const keys = keysOfAlert(alertOf({ alertId: "da1", evidence }));
      assert.deepEqual(keys.map((key) => key.deviceId).toSorted(), expected);
      assert.ok(keys.every((key) => key.serviceSource === ENDPOINT));
    });
  }

  test("are kept once an incident, and words of different keys never run together", () => {
    const alerts = [
      alertOf({ alertId: "da1", serviceSource: "a b", evidence: [deviceOf({ mdeDeviceId: "c" })] }),
      alertOf({ alertId: "da2", serviceSource: "a", evidence: [deviceOf({ mdeDeviceId: "b c" })] }),
      alertOf({ alertId: "da3", serviceSource: "a", evidence: [deviceOf({ mdeDeviceId: "b c" })] }),
    ];
    assert.deepEqual(exposureKeysOf(alerts), [
      { serviceSource: "a b", deviceId: "c" },
      { serviceSource: "a", deviceId: "b c" },
    ]);
  });

  test("survive a document that is nested without end", () => {
    const deep = JSON.parse(`${'{"a":'.repeat(50_000)}{"deviceId":"deep"}${"}".repeat(50_000)}`);
    const evidence: readonly Evidence[] = [
      { ...evidenceBase, kind: "other:x", unmapped: { defender: deep } },
    ];
    assert.deepEqual(keysOfAlert(alertOf({ alertId: "da1", evidence })), [
      { serviceSource: ENDPOINT, deviceId: "deep" },
    ]);
  });
});

test("the devices of an alert come by their id, the last telling counting", () => {
  const first = deviceOf({ mdeDeviceId: "a", osPlatform: "Windows10" });
  const last = deviceOf({ mdeDeviceId: "a", osPlatform: "Windows11" });
  const devices = devicesOf(alertOf({ alertId: "da1", evidence: [first, processOn("z"), last] }));
  assert.deepEqual([...devices], [["a", last]]);
});

describe("a key opens", () => {
  const groups: Readonly<Record<string, string>> = {
    a: "Servers",
    b: "Laptops",
    [NAMELESS_DEVICE]: "Servers",
  };
  const groupOf = (deviceId: string) => groups[deviceId];
  const exposure = {
    kind: "limited",
    serviceSources: new Set([ENDPOINT]),
    deviceGroups: new Set(["Servers"]),
  } as const;
  const cases: readonly (readonly [string, string, string, boolean])[] = [
    ["with a device of an open group", ENDPOINT, "a", true],
    ["not with a device of a closed group", ENDPOINT, "b", false],
    ["not with a device that nobody knows", ENDPOINT, "z", false],
    [
      "not with a device without an id, whatever group another one fell into",
      ENDPOINT,
      NAMELESS_DEVICE,
      false,
    ],
    ["without a device", ENDPOINT, "", true],
    ["not for another service", "microsoftSentinel", "", false],
    ["not for another service with an open device", "microsoftSentinel", "a", false],
  ];
  for (const [sentence, serviceSource, deviceId, expected] of cases) {
    test(sentence, () => {
      const key = { serviceSource, deviceId };
      assert.equal(keyVisible(key, exposure, groupOf), expected);
      assert.equal(isVisible([key], exposure, groupOf), expected);
      assert.equal(isVisible([key], { kind: "everything" }, groupOf), true);
    });
  }

  test("nothing where there is none", () => {
    assert.equal(isVisible([], exposure, groupOf), false);
  });
});
