import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  directoryRoleOf,
  directoryRoles,
  printedName,
  ROLE_PERMISSIONS,
  rolePermissionNames,
  rolePermissionOf,
} from "./role-permissions.ts";

describe("a permission is known", () => {
  const cases: readonly (readonly [string, string | undefined])[] = [
    ["View data", "viewData"],
    ["view  DATA ", "viewData"],
    ["View data \\ Security operations", "viewData"],
    ["View data \\ Vulnerability management", "viewVulnerabilityData"],
    ["Alerts investigation", "alertsInvestigation"],
    ["Active remediation actions", "activeRemediation"],
    ["Manage portal system settings", "managePortalSettings"],
    ["Manage security settings", "manageSecuritySettings"],
    ["Live response basic", "liveResponseBasic"],
    ["Live response advanced", "liveResponseAdvanced"],
    ["Security operations \\ Security data \\ Security data basics (read)", "viewData"],
    ["security operations/security data/security data basics (read)", "viewData"],
    ["Security data\\Alerts (manage)", "alertsInvestigation"],
    ["Alerts (manage)", "alertsInvestigation"],
    ["Response (manage)", "activeRemediation"],
    ["Security posture \\ Alerts (manage)", undefined],
    ["Security operations", undefined],
    ["Security data", undefined],
    ["viewData", undefined],
    ["", undefined],
    ["\\", undefined],
    ["constructor", undefined],
    ["__proto__", undefined],
  ];
  for (const [name, expected] of cases) {
    test(`"${name}" as ${expected ?? "none"}`, () => assert.equal(rolePermissionOf(name), expected));
  }

  test("by every name that an error suggests", () => {
    assert.ok(rolePermissionNames.every((name) => rolePermissionOf(name) !== undefined));
    assert.ok(
      ROLE_PERMISSIONS.every((permission) => rolePermissionOf(printedName(permission)) === permission),
    );
  });
});

describe("a directory role is known", () => {
  for (const { name, templateId } of directoryRoles) {
    test(`${name} by name and template id in any case`, () => {
      assert.equal(directoryRoleOf(name.toUpperCase())?.templateId, templateId);
      assert.equal(directoryRoleOf(templateId.toUpperCase())?.name, name);
    });
  }

  test("and no other", () => {
    assert.equal(directoryRoleOf("Billing Administrator"), undefined);
    assert.equal(directoryRoleOf("b0f54661-2d74-4c50-afa3-1ec803f12efe"), undefined);
  });
});
