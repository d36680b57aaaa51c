import assert from "node:assert/strict";
import { test } from "node:test";
import { parseTimestamp } from "../../domain/time.ts";
import { readQuery } from "./read-query.ts";
import { defenderIncidents, graphAlerts } from "./sample-surfaces.fixture.ts";
import { defineSurface } from "./surface.ts";
import { toPredicate } from "./to-predicate.ts";

const incident = {
  incidentId: 1,
  status: "awaitingAction",
  assignedTo: null,
  createdDateTime: parseTimestamp("2026-01-01T00:00:00.0000001Z"),
  lastUpdateDateTime: parseTimestamp("2026-01-02T00:00:00Z"),
};

const alert = {
  alertId: "da1",
  severity: "high",
  title: "Mail with É and 100%",
  systemTags: ["a", "b"],
  createdDateTime: incident.createdDateTime,
  evidence: [
    {
      kind: "device",
      remediationStatus: "none",
      userAccount: { userPrincipalName: "hidden@northwind.example" },
    },
    { kind: "user", userAccount: { userPrincipalName: "ana@northwind.example" } },
    { kind: "user" },
  ],
};

/** OData 4.01 part 2 § 5.1.1.1: null equals itself alone, and nothing is greater or less than it. */
const incidentCases: readonly (readonly [filter: string, holds: boolean])[] = [
  ["null eq null", true],
  ["null ne null", false],
  ["null gt null", false],
  ["null lt null", false],
  ["null ge null", true],
  ["null le null", true],
  ["assignedTo eq null", true],
  ["assignedTo ne null", false],
  ["assignedTo eq 'x'", false],
  ["assignedTo ne 'x'", true],
  ["assignedTo gt 'x'", false],
  ["assignedTo le 'x'", false],
  ["not (assignedTo gt 'x')", true],
  ["not (assignedTo eq 'x')", true],
  ["assignedTo in ('x', null)", true],
  ["not (assignedTo in ('x'))", true],
  ["null and true", false],
  ["not (null and true)", false],
  ["not (null and false)", true],
  ["null or true", true],
  ["not (null or false)", false],
  ["status eq 'Active'", true],
  ["status ne 'Active'", false],
  ["status in ('Resolved', 'Active')", true],
  ["createdTime gt 2026-01-01T00:00:00Z", true],
  ["createdTime gt 2026-01-01T00:00:00.0000001Z", false],
  ["createdTime ge 2026-01-01T01:00:00.0000001+01:00", true],
  ["createdTime lt 2026-01-02", true],
  ["createdTime lt lastUpdateTime", true],
];

const alertCases: readonly (readonly [filter: string, holds: boolean])[] = [
  ["contains(title,'mail')", false],
  ["contains(tolower(title),'mail')", true],
  ["contains(tolower(title),'é')", false],
  ["contains(toupper(title),'É')", true],
  ["contains(title,'100%')", true],
  ["contains(title,'1_0')", false],
  ["contains(title,'')", true],
  ["startswith(title,'Mail')", true],
  ["endswith(title,'%')", true],
  ["contains(title,null)", false],
  ["not contains(title,null)", false],
  ["contains(title,'x') eq false", true],
  ["systemTags/any()", true],
  ["systemTags/any(t: t eq 'b')", true],
  ["systemTags/all(t: t eq 'b')", false],
  ["systemTags/all(t: t in ('a','b'))", true],
  ["systemTags/any(t: contains(title,t))", true],
  [
    "evidence/any(e: e/microsoft.graph.security.userEvidence/userAccount/userPrincipalName eq 'ana@northwind.example')",
    true,
  ],
  [
    "evidence/any(e: e/microsoft.graph.security.userEvidence/userAccount/userPrincipalName eq 'hidden@northwind.example')",
    false,
  ],
  ["evidence/all(e: e/remediationStatus eq null)", false],
  ["severity eq 'HIGH'", true],
];

for (const [filter, holds] of incidentCases) {
  test(`${filter} is ${holds} of an unassigned incident`, () => {
    assert.equal(
      toPredicate(readQuery(`$filter=${encodeURIComponent(filter)}`, defenderIncidents).filter)(incident),
      holds,
    );
  });
}
for (const [filter, holds] of alertCases) {
  test(`${filter} is ${holds} of the alert`, () => {
    assert.equal(
      toPredicate(readQuery(`$filter=${encodeURIComponent(filter)}`, graphAlerts).filter)(alert),
      holds,
    );
  });
}

test("without a filter every row is chosen", () => assert.equal(toPredicate(undefined)({}), true));

test("only what an object owns is read", () => {
  const surface = defineSurface({
    type: "t",
    table: "t",
    options: ["filter"],
    limits: { topMax: 1, pageSize: 1 },
    order: { default: [], key: "id" },
    properties: {
      id: { type: "int64", column: "id" },
      inherited: { type: "string", name: "assignedTo", column: "x", filterable: true },
      object: { type: "string", name: "toString", column: "y", filterable: true },
    },
  });
  const row = Object.create({ assignedTo: "x" });
  assert.equal(
    toPredicate(readQuery("$filter=inherited eq null and object eq null", surface).filter)(row),
    true,
  );
});

test("integers beyond 2^53 compare exactly", () => {
  const surface = defineSurface({
    type: "t",
    table: "t",
    options: ["filter"],
    limits: { topMax: 1, pageSize: 1 },
    order: { default: [], key: "n" },
    properties: { n: { type: "int64", column: "n", filterable: true } },
  });
  const holds = (filter: string, n: number | bigint) =>
    toPredicate(readQuery(`$filter=${filter}`, surface).filter)({ n });
  assert.equal(holds("n eq 9007199254740993", 9007199254740993n), true);
  assert.equal(holds("n gt 9007199254740992", 9007199254740993n), true);
  assert.equal(holds("n eq 5", 5n), true);
  assert.equal(holds("n gt 4.5", 5), true);
});
