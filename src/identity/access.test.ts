import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { SERVICE_SOURCES } from "../domain/enums.ts";
import { UNGROUPED_DEVICES } from "../domain/exposure/device-group.ts";
import { type AccessRules, requireRolePermission, resolveAccess } from "./access.ts";
import type { UserPrincipal } from "./principal.ts";
import { Refusal } from "./refusal.ts";
import { directoryRoleOf, ROLE_PERMISSIONS } from "./role-permissions.ts";

const NORTHWIND = "7b2f0c4e-58a1-4d0e-9c37-2f6d1a90be11";
const SOC = "5e0c0000-0001-4c0d-9a00-7b2f0c4e0001";
const ENDPOINT = "microsoftDefenderForEndpoint";
const MAIL = "microsoftDefenderForOffice365";

const rules: AccessRules = {
  id: NORTHWIND,
  roles: [
    {
      name: "Analysts",
      permissions: ["viewData", "alertsInvestigation"],
      userGroups: ["SOC"],
      services: "all",
    },
    { name: "Helpdesk", permissions: ["viewData"], userGroups: ["Helpdesk"], services: [ENDPOINT] },
    { name: "Mail", permissions: ["viewData"], userGroups: ["Mail"], services: [MAIL] },
    { name: "Responders", permissions: ["activeRemediation"], userGroups: ["Night"], services: "all" },
  ],
  userGroups: [
    { name: "SOC", id: SOC, members: ["ana@northwind.example"] },
    { name: "Helpdesk", members: ["Jonas@Northwind.example"] },
    { name: "Mail", members: ["00000000-0000-4000-8000-00000000000D"] },
    { name: "Night", members: ["night@northwind.example"] },
  ],
  users: [
    {
      userPrincipalName: "ana@northwind.example",
      objectId: "00000000-0000-4000-8000-00000000000a",
      directoryRoles: [],
    },
    {
      userPrincipalName: "boss@northwind.example",
      objectId: "00000000-0000-4000-8000-0000000000b0",
      directoryRoles: ["Global Administrator"],
    },
  ],
  deviceGroups: [
    { name: "Servers", userGroups: ["SOC"] },
    { name: "Laptops", userGroups: ["SOC", "Helpdesk"] },
    { name: "Kiosks", userGroups: [] },
  ],
  ungroupedDevices: { userGroups: ["SOC"] },
};

function userOf(part: Partial<UserPrincipal>): UserPrincipal {
  return {
    kind: "user",
    tenantId: NORTHWIND,
    appId: "app",
    objectId: "00000000-0000-4000-8000-0000000000ff",
    userPrincipalName: "somebody@northwind.example",
    scopes: ["Incident.Read"],
    directoryRoles: [],
    groups: [],
    ...part,
  };
}

const wids = (...names: string[]) => names.map((name) => directoryRoleOf(name)?.templateId ?? name);
const withoutEndpoint = SERVICE_SOURCES.filter((service) => service !== ENDPOINT);

/** What is seen, in words: services, then device groups. */
function seenBy(principal: UserPrincipal, tenant: AccessRules = rules) {
  const { permissions, exposure } = resolveAccess(principal, tenant);
  if (exposure.kind === "everything") return { may: [...permissions].toSorted(), sees: "everything" };
  const { serviceSources, deviceGroups } = exposure;
  return {
    may: [...permissions].toSorted(),
    sees: [serviceSources === "all" ? "all" : [...serviceSources], [...deviceGroups]],
  };
}

const READ = ["viewData", "viewVulnerabilityData"];
const OPERATE = [
  "activeRemediation",
  "alertsInvestigation",
  "liveResponseAdvanced",
  "liveResponseBasic",
  ...READ,
];
const ALL = ROLE_PERMISSIONS.toSorted();
const ANALYST = { may: ["alertsInvestigation", "viewData"], sees: "everything" };
const HELPDESK = { may: ["viewData"], sees: [[ENDPOINT], ["Laptops", "Kiosks"]] };
const NOTHING = { may: [], sees: [[], []] };
const OPEN_TO_ALL = ["Kiosks"];

describe("the roles of a person", () => {
  const ana = {
    objectId: "00000000-0000-4000-8000-00000000000a",
    userPrincipalName: "ana@northwind.example",
  };
  const cases: readonly (readonly [string, Partial<UserPrincipal>, object])[] = [
    ["come from the groups that list the person", ana, ANALYST],
    [
      "come by object id although the name changed since",
      { ...ana, userPrincipalName: "ana.ruiz@northwind.example" },
      ANALYST,
    ],
    ["come by object id although the token has no name", { ...ana, userPrincipalName: "" }, ANALYST],
    [
      "do not pass to an account made anew under the name of a configured person",
      { userPrincipalName: ana.userPrincipalName },
      NOTHING,
    ],
    [
      "come by name in any case for a person who is not configured",
      { userPrincipalName: "JONAS@northwind.EXAMPLE" },
      HELPDESK,
    ],
    [
      "do not come by a name that only Unicode folds alike",
      { userPrincipalName: "jona\u017f@northwind.example" },
      NOTHING,
    ],
    [
      "come by object id where a group lists that",
      { objectId: "00000000-0000-4000-8000-00000000000d" },
      { may: ["viewData"], sees: [[MAIL], OPEN_TO_ALL] },
    ],
    ["do not come by an object id that looks like a name", { objectId: "jonas@northwind.example" }, NOTHING],
    [
      "do not come by a name that looks like an object id",
      { userPrincipalName: "00000000-0000-4000-8000-00000000000d" },
      NOTHING,
    ],
    ["come by the group ids in the token", { groups: ["other", SOC.toUpperCase()] }, ANALYST],
    ["do not come by a group's name in the token", { groups: ["SOC"] }, NOTHING],
    [
      "add up",
      { userPrincipalName: "jonas@northwind.example", objectId: "00000000-0000-4000-8000-00000000000d" },
      {
        may: ["viewData"],
        sees: [
          [ENDPOINT, MAIL],
          ["Laptops", "Kiosks"],
        ],
      },
    ],
    [
      "show nothing while none of them grants viewing",
      { userPrincipalName: "night@northwind.example" },
      { may: ["activeRemediation"], sees: [[], []] },
    ],
    ["are none for a stranger", {}, NOTHING],
  ];
  for (const [sentence, part, expected] of cases) {
    test(sentence, () => assert.deepEqual(seenBy(userOf(part)), expected));
  }
});

describe("directory roles", () => {
  const cases: readonly (readonly [string, readonly string[], object])[] = [
    ["Global Administrator", [], { may: ALL, sees: "everything" }],
    ["Security Administrator", [], { may: ALL, sees: "everything" }],
    ["Security Operator", [], { may: OPERATE, sees: ["all", OPEN_TO_ALL] }],
    ["Global Reader", [], { may: READ, sees: ["all", OPEN_TO_ALL] }],
    ["Security Reader", [], { may: READ, sees: ["all", OPEN_TO_ALL] }],
    ["Security Reader", [SOC], { may: ["alertsInvestigation", ...READ], sees: "everything" }],
    ["Billing Administrator", [], NOTHING],
  ];
  for (const [name, groups, expected] of cases) {
    test(`${name}${groups.length > 0 ? " who is in the SOC" : ""} grants what the contract says`, () => {
      assert.deepEqual(seenBy(userOf({ directoryRoles: wids(name), groups })), expected);
    });
  }

  test("come from the configuration by object id, never by name", () => {
    const boss = { userPrincipalName: "boss@northwind.example" };
    assert.deepEqual(seenBy(userOf({ ...boss, objectId: "00000000-0000-4000-8000-0000000000B0" })), {
      may: ALL,
      sees: "everything",
    });
    assert.deepEqual(seenBy(userOf(boss)), NOTHING);
  });
});

describe("once the roles of Endpoint are on", () => {
  const tenant: AccessRules = { ...rules, endpointRbac: true };
  for (const name of ["Global Reader", "Security Reader"]) {
    test(`${name} opens no data of Endpoint until a role does`, () => {
      const reader = { directoryRoles: wids(name) };
      assert.deepEqual(seenBy(userOf(reader), tenant).sees, [withoutEndpoint, OPEN_TO_ALL]);
      const helped = userOf({ ...reader, userPrincipalName: "jonas@northwind.example" });
      assert.deepEqual(seenBy(helped, tenant).sees, [
        [...withoutEndpoint, ENDPOINT],
        ["Laptops", "Kiosks"],
      ]);
    });
  }

  test("who manages keeps Endpoint's data", () => {
    assert.deepEqual(seenBy(userOf({ directoryRoles: wids("Security Operator") }), tenant).sees, [
      "all",
      OPEN_TO_ALL,
    ]);
    assert.equal(
      seenBy(userOf({ directoryRoles: wids("Security Administrator") }), tenant).sees,
      "everything",
    );
  });
});

describe("before role-based access is on", () => {
  const tenant: AccessRules = { ...rules, endpointRbac: false };

  test("directory roles alone decide, and device groups close nothing", () => {
    assert.deepEqual(seenBy(userOf({ directoryRoles: wids("Security Reader") }), tenant), {
      may: READ,
      sees: "everything",
    });
  });

  test("custom roles grant nothing", () => {
    assert.deepEqual(seenBy(userOf({ groups: [SOC] }), tenant), NOTHING);
  });
});

describe("device groups", () => {
  const reader = userOf({ directoryRoles: wids("Security Reader") });
  const cases: readonly (readonly [string, Partial<AccessRules>, unknown])[] = [
    [
      "that do not exist limit nobody",
      { deviceGroups: [], ungroupedDevices: { userGroups: [] } },
      "everything",
    ],
    [
      "that are all open limit nobody",
      { deviceGroups: [{ name: "Kiosks", userGroups: [] }], ungroupedDevices: { userGroups: [] } },
      "everything",
    ],
    ["close the ungrouped devices where those name others", { deviceGroups: [] }, ["all", []]],
    [
      "leave the ungrouped devices open where those name nobody",
      { ungroupedDevices: { userGroups: [] } },
      ["all", ["Kiosks", UNGROUPED_DEVICES]],
    ],
  ];
  for (const [sentence, part, expected] of cases) {
    test(sentence, () => assert.deepEqual(seenBy(reader, { ...rules, ...part }).sees, expected));
  }

  test("that are all open still leave a role to its services", () => {
    const tenant = { ...rules, deviceGroups: [], ungroupedDevices: { userGroups: [] } };
    assert.deepEqual(seenBy(userOf({ userPrincipalName: "jonas@northwind.example" }), tenant).sees, [
      [ENDPOINT],
      [UNGROUPED_DEVICES],
    ]);
  });
});

test("an application may do everything in the whole tenant", () => {
  const access = resolveAccess({ kind: "application", tenantId: NORTHWIND, appId: "app", roles: [] }, rules);
  assert.deepEqual([...access.permissions].toSorted(), ALL);
  assert.deepEqual(access.exposure, { kind: "everything" });
});

test("a principal of another tenant has no access", () => {
  const tenantId = "0c9a3d52-4b1e-4f7a-8a66-51d2e7b03f94";
  assert.deepEqual(seenBy(userOf({ tenantId, groups: [SOC] })), NOTHING);
  const access = resolveAccess({ kind: "application", tenantId, appId: "app", roles: [] }, rules);
  assert.deepEqual([access.permissions.size, access.exposure.kind], [0, "limited"]);
});

test("a permission that no role grants is refused by its printed name", () => {
  const access = resolveAccess(userOf({ userPrincipalName: "jonas@northwind.example" }), rules);
  requireRolePermission(access, "viewData");
  assert.throws(
    () => requireRolePermission(access, "alertsInvestigation"),
    (error) => {
      assert.ok(error instanceof Refusal);
      assert.deepEqual(error.detail, { code: "missing-role-permission", required: ["Alerts investigation"] });
      return true;
    },
  );
});
