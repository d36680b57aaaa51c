import assert from "node:assert/strict";
import { test } from "node:test";
import { DEVICES } from "../tenant/devices.ts";
import { PEOPLE } from "../tenant/people.ts";
import { alertOf } from "./alert.ts";
import { deviceSeen } from "./device.ts";
import { incidentNameOf } from "./incident-name.ts";
import { sceneOf } from "./scene.ts";
import { SOURCES } from "./sources.ts";
import type { AlertPlan } from "./story.ts";
import { userSeen } from "./user.ts";

const scene = sceneOf(1, 1, "2026-03-04T08:00:00Z");

const plan: AlertPlan = {
  source: SOURCES.endpoint,
  title: "Odd process",
  description: "",
  category: "CredentialAccess",
  severity: "low",
  activity: [0, 1],
  raised: 2,
  evidence: () => [],
};

const onOne: AlertPlan = { ...plan, evidence: (seen) => [deviceSeen(seen, DEVICES.lt0417)] };
const onAnother: AlertPlan = { ...plan, evidence: (seen) => [deviceSeen(seen, DEVICES.lt0404)] };
const byOne: AlertPlan = { ...plan, evidence: (seen) => [userSeen(seen, PEOPLE.jude)] };
const byAnother: AlertPlan = { ...plan, evidence: (seen) => [userSeen(seen, PEOPLE.dov)] };

const names: readonly (readonly [string, readonly AlertPlan[]])[] = [
  ["Odd process", [plan]],
  ["Odd process on one endpoint", [onOne, onOne]],
  ["Odd process on multiple endpoints", [onOne, onAnother]],
  ["Odd process involving one user", [byOne]],
  ["Odd process involving multiple users", [byOne, byAnother]],
  ["Odd process on one endpoint involving one user", [onOne, byOne]],
  ["Odd process on one endpoint", [onOne, byOne, byAnother]],
  ["Credential access incident on one endpoint", [onOne, { ...onOne, title: "Odder process" }]],
  [
    "Multi-stage incident on multiple endpoints reported by multiple sources",
    [onOne, { ...onAnother, title: "Other", category: "Impact", source: SOURCES.identity }],
  ],
  [
    "Multiple threat families detected including Ransomware on multiple endpoints",
    [
      { ...onOne, family: "Frostlock", category: "Ransomware" },
      { ...onAnother, family: "Stickleaf" },
    ],
  ],
  [
    "Multiple threat families detected on one endpoint",
    [
      { ...onOne, family: "Quillgate" },
      { ...onOne, family: "Stickleaf" },
    ],
  ],
];

for (const [name, plans] of names) {
  test(`an incident can be called "${name}"`, () => {
    assert.equal(
      incidentNameOf(plans.map((one, number) => alertOf(scene, { alerts: plans }, one, number))),
      name,
    );
  });
}
