import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { authorise, incidentPermissions } from "./permissions.ts";
import type { Principal } from "./principal.ts";
import { Refusal, type RefusalDetail } from "./refusal.ts";

const application = (...roles: readonly string[]): Principal => ({
  kind: "application",
  tenantId: "t",
  appId: "a",
  roles,
});

const user = (...scopes: readonly string[]): Principal => ({
  kind: "user",
  tenantId: "t",
  appId: "a",
  objectId: "o",
  userPrincipalName: "ana.ruiz@northwind.example",
  scopes,
  directoryRoles: [],
  groups: [],
});

type Operation = keyof typeof incidentPermissions;
const passes: Readonly<Record<Operation, readonly Principal[]>> = {
  list: [application("Incident.Read.All"), application("Incident.ReadWrite.All"), user("Incident.Read")],
  get: [application("x", "Incident.Read.All"), user("x", "Incident.ReadWrite"), user("Incident.Read")],
  update: [application("Incident.ReadWrite.All"), user("Incident.ReadWrite")],
};

describe("one of the permissions suffices", () => {
  for (const operation of ["list", "get", "update"] as const) {
    for (const principal of passes[operation]) {
      const held = principal.kind === "application" ? principal.roles : principal.scopes;
      test(`${operation}: ${principal.kind} with ${held}`, () => {
        authorise(principal, incidentPermissions[operation]);
      });
    }
  }
});

const [read, readWrite] = ["Incident.Read", "Incident.ReadWrite"];
const [readAll, readWriteAll] = ["Incident.Read.All", "Incident.ReadWrite.All"];

describe("anything else is refused, with what is required and present", () => {
  const cases: readonly { operation: Operation; principal: Principal; detail: RefusalDetail }[] = [
    {
      operation: "get",
      principal: application(),
      detail: { code: "missing-roles", required: [readAll, readWriteAll], present: [] },
    },
    {
      operation: "get",
      principal: application(read, "incident.read.all", "Alert.Read.All"),
      detail: {
        code: "missing-roles",
        required: [readAll, readWriteAll],
        present: [read, "incident.read.all", "Alert.Read.All"],
      },
    },
    {
      operation: "update",
      principal: application(readAll),
      detail: { code: "missing-roles", required: [readWriteAll], present: [readAll] },
    },
    {
      operation: "list",
      principal: user(),
      detail: { code: "missing-scopes", required: [read, readWrite], present: [] },
    },
    {
      operation: "get",
      principal: user(readAll),
      detail: { code: "missing-scopes", required: [read, readWrite], present: [readAll] },
    },
    {
      operation: "update",
      principal: user(read),
      detail: { code: "missing-scopes", required: [readWrite], present: [read] },
    },
  ];
  for (const { operation, principal, detail } of cases) {
    const held = principal.kind === "application" ? principal.roles : principal.scopes;
    test(`${operation}: ${principal.kind} with ${held.join(", ") || "nothing"}`, () => {
      assert.throws(
        () => authorise(principal, incidentPermissions[operation]),
        (error) => {
          assert.ok(error instanceof Refusal);
          assert.deepEqual(error.detail, detail);
          return true;
        },
      );
    });
  }
});
