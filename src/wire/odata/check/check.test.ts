import assert from "node:assert/strict";
import { test } from "node:test";
import { readQuery } from "../read-query.ts";
import { refused } from "../refused.fixture.ts";
import { defenderIncidents, graphAlerts, graphIncidents } from "../sample-surfaces.fixture.ts";
import type { Surface } from "../surface.ts";

const NOT_VALID = "The query specified in the URI is not valid.";
const unknownProperty = (name: string, type: string) =>
  `Could not find a property named '${name}' on type '${type}'.`;
const notUsable = (name: string, option: string) =>
  `The property '${name}' cannot be used in the ${option} query option.`;
const incompatible = (left: string, right: string, operator: string) =>
  `A binary operator with incompatible types was detected. Found operand types '${left}' and '${right}' for operator kind '${operator}'.`;
const optionNotAllowed = (label: string) =>
  `Query option '${label}' is not allowed. To allow it, set the 'AllowedQueryOptions' property on EnableQueryAttribute or QueryValidationSettings.`;
const limit = (label: string, most: number, value: number) =>
  `The limit of '${most}' for ${label} query has been exceeded. The value from the incoming request is '${value}'.`;

type Failure = readonly [raw: string, code: string, position: number, detail: string];

const defenderFailures: readonly Failure[] = [
  ["$top=101", "top-limit", 0, limit("Top", 100, 101)],
  ["$select=status", "option-not-allowed", 0, optionNotAllowed("Select")],
  ["$count=true", "option-not-allowed", 0, optionNotAllowed("Count")],
  ["$expand=alerts", "option-not-allowed", 0, optionNotAllowed("Expand")],
  ["$search=x", "option-not-allowed", 0, optionNotAllowed("Search")],
  ["$apply=x", "option-not-allowed", 0, optionNotAllowed("Apply")],
  ["$foo=1", "unknown-option", 0, "The query parameter '$foo' is not supported."],
  ["$foo%0a=1", "unknown-option", 0, "The query parameter '$foo?' is not supported."],
  ["$filter=x eq 1", "unknown-property", 0, unknownProperty("x", "microsoft.defender.incident")],
  [
    "$filter=Status eq 'Active'",
    "unknown-property",
    0,
    unknownProperty("Status", "microsoft.defender.incident"),
  ],
  [
    "$filter=__proto__ eq 1",
    "unknown-property",
    0,
    unknownProperty("__proto__", "microsoft.defender.incident"),
  ],
  [
    "$filter=constructor eq 1",
    "unknown-property",
    0,
    unknownProperty("constructor", "microsoft.defender.incident"),
  ],
  [
    "$filter=status eq 'Active' and severity eq 'High'",
    "property-not-allowed",
    23,
    notUsable("severity", "$filter"),
  ],
  ["$filter=incidentId eq 5", "property-not-allowed", 0, notUsable("incidentId", "$filter")],
  [
    "$filter=createdTime gt '2026-01-01T00:00:00Z'",
    "type-mismatch",
    12,
    incompatible("Edm.DateTimeOffset", "Edm.String", "GreaterThan"),
  ],
  [
    "$filter=5 le createdTime",
    "type-mismatch",
    2,
    incompatible("Edm.Int32", "Edm.DateTimeOffset", "LessThanOrEqual"),
  ],
  ["$filter=createdTime in (5)", "type-mismatch", 12, incompatible("Edm.DateTimeOffset", "Edm.Int32", "In")],
  ["$filter=assignedTo eq 3000000000", "type-mismatch", 11, incompatible("Edm.String", "Edm.Int64", "Equal")],
  ["$filter=assignedTo ne 1.5", "type-mismatch", 11, incompatible("Edm.String", "Edm.Double", "NotEqual")],
  ["$filter=assignedTo eq true", "type-mismatch", 11, incompatible("Edm.String", "Edm.Boolean", "Equal")],
  [
    "$filter=assignedTo eq 01234567-89ab-cdef-0123-456789abcdef",
    "type-mismatch",
    11,
    incompatible("Edm.String", "Edm.Guid", "Equal"),
  ],
  ["$filter=assignedTo eq 2026-01-01", "type-mismatch", 11, incompatible("Edm.String", "Edm.Date", "Equal")],
  ["$filter=true gt false", "type-mismatch", 5, incompatible("Edm.Boolean", "Edm.Boolean", "GreaterThan")],
  [
    "$filter=status eq 'Aktiv'",
    "unknown-enum-member",
    7,
    "The string 'Aktiv' is not a valid enumeration type constant.",
  ],
  [
    "$filter=status eq 'active'",
    "unknown-enum-member",
    7,
    "The string 'active' is not a valid enumeration type constant.",
  ],
  [
    "$filter=status eq 'toString'",
    "unknown-enum-member",
    7,
    "The string 'toString' is not a valid enumeration type constant.",
  ],
  [
    "$filter=status eq 1",
    "type-mismatch",
    7,
    incompatible("microsoft.defender.incidentStatus", "Edm.Int32", "Equal"),
  ],
  [
    "$filter=status eq Ns.Other'Active'",
    "type-mismatch",
    7,
    incompatible("microsoft.defender.incidentStatus", "Ns.Other", "Equal"),
  ],
  [
    "$filter=status eq status",
    "type-mismatch",
    7,
    incompatible("microsoft.defender.incidentStatus", "microsoft.defender.incidentStatus", "Equal"),
  ],
  [
    "$filter=status gt 'Active'",
    "operator-not-allowed",
    7,
    "Logical operator 'GreaterThan' is not allowed. To allow it, set the 'AllowedLogicalOperators' property on EnableQueryAttribute or QueryValidationSettings.",
  ],
  [
    "$filter=contains(assignedTo,'a')",
    "function-not-allowed",
    0,
    "Function 'contains' is not allowed. To allow it, set the 'AllowedFunctions' property on EnableQueryAttribute or QueryValidationSettings.",
  ],
  [
    "$filter=alerts/any()",
    "function-not-allowed",
    7,
    "Function 'any' is not allowed. To allow it, set the 'AllowedFunctions' property on EnableQueryAttribute or QueryValidationSettings.",
  ],
  [
    "$filter=assignedTo",
    "type-mismatch",
    0,
    "The $filter expression must evaluate to a single boolean value.",
  ],
  ["$filter='x'", "type-mismatch", 0, "The $filter expression must evaluate to a single boolean value."],
  ["$filter=assignedTo and true", "type-mismatch", 11, incompatible("Edm.String", "Edm.Boolean", "And")],
  ["$filter=true or 1", "type-mismatch", 5, incompatible("Edm.Int32", "Edm.Boolean", "Or")],
  [
    "$filter=not assignedTo eq 'x'",
    "type-mismatch",
    0,
    "A unary operator with an incompatible type was detected. Found operand type 'Edm.String' for operator kind 'Not'.",
  ],
  [
    "$filter=assignedTo/x eq 1",
    "type-mismatch",
    0,
    "The parent value for a property access of a property 'x' is not a single value. Property access can only be applied to a single value.",
  ],
  ["$orderby=status", "property-not-allowed", 0, notUsable("status", "$orderby")],
  ["$orderby=createdTime,x", "unknown-property", 12, unknownProperty("x", "microsoft.defender.incident")],
  [
    "$orderby=createdTime,createdTime desc",
    "duplicate-item",
    12,
    "Duplicate property named 'createdTime' is not supported in '$orderby'.",
  ],
  [
    "$orderby='x'",
    "property-not-allowed",
    0,
    "Only ordering by properties is supported in the $orderby query option.",
  ],
];

const alertFailures: readonly Failure[] = [
  ["$skip=501", "skip-limit", 0, limit("Skip", 500, 501)],
  ["$filter=contains(severity,'h')", "type-mismatch", 0, signature("contains")],
  ["$filter=startswith(title,1)", "type-mismatch", 0, signature("startswith")],
  ["$filter=systemTags eq 'x'", "property-not-allowed", 0, notUsable("systemTags", "$filter")],
  ["$filter=title/any()", "property-not-allowed", 0, notUsable("title", "$filter")],
  [
    "$filter=systemTags/any(t: t eq 1)",
    "type-mismatch",
    20,
    incompatible("Edm.String", "Edm.Int32", "Equal"),
  ],
  [
    "$filter=systemTags/any(t: u eq 'x')",
    "unknown-property",
    18,
    unknownProperty("u", "microsoft.graph.security.alert"),
  ],
  [
    "$filter=systemTags/any(t: systemTags/any(t: t eq 'x'))",
    "duplicate-item",
    29,
    "The range variable 't' has already been declared.",
  ],
  [
    "$filter=systemTags/any(t: t/x eq 1)",
    "type-mismatch",
    18,
    "The parent value for a property access of a property 'x' is not a single value. Property access can only be applied to a single value.",
  ],
  [
    "$filter=evidence/any(e: e/x eq 1)",
    "unknown-property",
    16,
    unknownProperty("x", "microsoft.graph.security.alertEvidence"),
  ],
  [
    "$filter=evidence/any(e: e/userAccount/userPrincipalName eq 'x')",
    "unknown-property",
    16,
    unknownProperty("userAccount", "microsoft.graph.security.alertEvidence"),
  ],
  [
    "$filter=evidence/any(e: e/microsoft.graph.security.fileEvidence/x eq 'x')",
    "unknown-type",
    16,
    "The type 'microsoft.graph.security.fileEvidence' is not defined in the model.",
  ],
  ["$filter=evidence/any(e: e eq null)", "property-not-allowed", 16, notUsable("evidence", "$filter")],
  ["$select=x", "unknown-property", 0, unknownProperty("x", "microsoft.graph.security.alert")],
  ["$select=evidence/x", "property-not-allowed", 0, notUsable("evidence/x", "$select")],
];

function signature(name: string): string {
  return `No function signature for the function with name '${name}' matches the specified arguments. The function signatures considered are: ${name}(Edm.String Nullable=true, Edm.String Nullable=true).`;
}

const incidentFailures: readonly Failure[] = [
  ["$top=51", "top-limit", 0, limit("Top", 50, 51)],
  ["$select=incidentId", "property-not-allowed", 0, notUsable("incidentId", "$select")],
  [
    "$expand=comments",
    "unknown-property",
    0,
    unknownProperty("comments", "microsoft.graph.security.incident"),
  ],
  ["$expand=status", "property-not-allowed", 0, notUsable("status", "$expand")],
  ["$expand=alerts/evidence", "property-not-allowed", 0, notUsable("alerts/evidence", "$expand")],
  [
    "$expand=alerts,alerts",
    "duplicate-item",
    0,
    "The navigation property 'alerts' was named more than once in the $expand query option.",
  ],
  ["$expand=alerts($count=true)", "option-not-allowed", 0, optionNotAllowed("Count")],
  ["$expand=alerts($levels=2)", "unknown-option", 0, "The query parameter '$levels' is not supported."],
  ["$expand=alerts($top=1001)", "top-limit", 0, limit("Top", 1000, 1001)],
  [
    "$expand=alerts($select=x)",
    "unknown-property",
    0,
    unknownProperty("x", "microsoft.graph.security.alert"),
  ],
];

const tables: readonly (readonly [name: string, surface: Surface, failures: readonly Failure[]])[] = [
  ["Defender incidents", defenderIncidents, defenderFailures],
  ["Graph alerts", graphAlerts, alertFailures],
  ["Graph incidents", graphIncidents, incidentFailures],
];
for (const [name, surface, failures] of tables) {
  for (const [raw, code, position, detail] of failures) {
    test(`${name} refuse ${raw} as ${code}`, () => {
      const error = refused(() => readQuery(raw, surface));
      assert.deepEqual([error.code, error.position, error.detail], [code, position, detail]);
      assert.equal(error.message, `${NOT_VALID} ${detail}`);
    });
  }
}

test("a surface words its refusals as it likes", () => {
  const error = refused(() => readQuery("$filter=x eq 1", graphIncidents));
  const detail = unknownProperty("x", "microsoft.graph.security.incident");
  assert.equal(error.message, `Invalid filter clause: ${detail}`);
  assert.deepEqual(
    [error.code, error.option, error.position, error.detail],
    ["unknown-property", "$filter", 0, detail],
  );
});

test("names are taken in any case where the surface says so", () => {
  const { filter, select } = readQuery("$filter=STATUS eq 'InPROGRESS'&$select=DisplayName", graphIncidents);
  assert.ok(filter?.kind === "in");
  assert.deepEqual(
    filter.values.map(({ value }) => value),
    ["inProgress"],
  );
  assert.deepEqual(select, ["displayName"]);
});

test("an enum member may stand for several stored values, and be typed", () => {
  for (const literal of ["'Active'", "microsoft.defender.incidentStatus'Active'"]) {
    const { filter } = readQuery(`$filter=status eq ${literal}`, defenderIncidents);
    assert.ok(filter?.kind === "in");
    assert.deepEqual(
      filter.values.map(({ value }) => value),
      ["active", "awaitingAction"],
    );
  }
});

const keys = (raw: string, surface: Surface) =>
  readQuery(raw, surface).orderBy.map(
    ({ operand, descending }) => `${operand.property.wire}${descending ? " desc" : ""}`,
  );

const orders = [
  { raw: "", order: ["lastUpdateTime desc", "incidentId"] },
  { raw: "$orderby=lastUpdateTime asc", order: ["lastUpdateTime", "incidentId"] },
  {
    raw: "$orderby=createdTime desc,lastUpdateTime",
    order: ["createdTime desc", "lastUpdateTime", "incidentId"],
  },
];
for (const { raw, order } of orders) {
  test(`'${raw}' orders by ${order.join(", ")}`, () => assert.deepEqual(keys(raw, defenderIncidents), order));
}

const pages = [
  { raw: "", top: undefined, skip: 0, take: 100 },
  { raw: "$top=0", top: 0, skip: 0, take: 0 },
  { raw: "$top=100&$skip=300", top: 100, skip: 300, take: 100 },
];
for (const { raw, ...page } of pages) {
  test(`'${raw}' asks for ${page.take} rows behind ${page.skip}`, () => {
    const { top, skip, take } = readQuery(raw, defenderIncidents);
    assert.deepEqual({ top, skip, take }, page);
  });
}

test("a page is never larger than the surface's, though $top may be", () => {
  const { top, take } = readQuery("$top=1000", graphAlerts);
  assert.deepEqual([top, take], [1000, 100]);
});

test("a star among the columns is every column, and a column named twice is one", () => {
  assert.equal(readQuery("$select=id,*", graphAlerts).select, undefined);
  assert.deepEqual(readQuery("$select=id,title,id", graphAlerts).select, ["id", "title"]);
});

test("an expansion carries its own checked query", () => {
  const raw = "$expand=alerts($select=id;$filter=severity eq 'high';$orderby=createdDateTime;$top=5)";
  const [expansion] = readQuery(raw, graphIncidents).expand;
  assert.equal(expansion?.property.wire, "alerts");
  assert.deepEqual(expansion.query.select, ["id"]);
  assert.equal(expansion.query.take, 5);
  assert.equal(expansion.query.filter?.kind, "in");
  assert.deepEqual(
    expansion.query.orderBy.map(({ operand }) => operand.property.wire),
    ["createdDateTime", "id"],
  );
});
