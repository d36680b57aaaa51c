import assert from "node:assert/strict";
import { test } from "node:test";
import { refused } from "../refused.fixture.ts";
import { parseFilter } from "./filter.ts";
import { show } from "./show.fixture.ts";

const accepted: readonly (readonly [text: string, tree: string])[] = [
  ["a eq 1", "(a eq integer:1)"],
  ["  a\teq\t1  ", "(a eq integer:1)"],
  ["a eq 1 or b eq 2 and c eq 3", "((a eq integer:1) or ((b eq integer:2) and (c eq integer:3)))"],
  ["(a eq 1 or b eq 2) and c eq 3", "(((a eq integer:1) or (b eq integer:2)) and (c eq integer:3))"],
  ["a and b and c", "(a and b and c)"],
  ["not a and b", "((not a) and b)"],
  ["not(a eq 1)", "(not (a eq integer:1))"],
  ["not a eq b", "((not a) eq b)"],
  ["not not a", "(not (not a))"],
  ["not a in (1)", "(not (a in [integer:1]))"],
  ["a gt 1 eq b lt 2", "((a gt integer:1) eq (b lt integer:2))"],
  ["a eq b ne c", "((a eq b) ne c)"],
  ["((((a))))", "a"],
  ["a EQ 1 AND NOT b Or c", "(((a eq integer:1) and (not b)) or c)"],
  ["a eq NULL and b eq True", "((a eq null:null) and (b eq boolean:true))"],
  ["a in ('x', null,1)", "(a in [string:x, null:null, integer:1])"],
  ["a eq 'it''s'", "(a eq string:it's)"],
  ["a eq ''''", "(a eq string:')"],
  ["a eq ''", "(a eq string:)"],
  ["a eq 'and or ( eq'", "(a eq string:and or ( eq)"],
  ["a eq -5", "(a eq integer:-5)"],
  ["a eq +5", "(a eq integer:5)"],
  ["a eq -0", "(a eq integer:0)"],
  ["a eq 9007199254740993", "(a eq integer:9007199254740993)"],
  ["a eq -9223372036854775808", "(a eq integer:-9223372036854775808)"],
  ["a eq 9223372036854775808", "(a eq decimal:9223372036854776000)"],
  ["a eq 1.50", "(a eq decimal:1.5)"],
  ["a eq 1e-3", "(a eq decimal:0.001)"],
  ["a eq 0A234567-89ab-cdef-0123-456789ABCDEF", "(a eq guid:0a234567-89ab-cdef-0123-456789abcdef)"],
  ["a eq abcdef01-89ab-cdef-0123-456789abcdef", "(a eq guid:abcdef01-89ab-cdef-0123-456789abcdef)"],
  ["a ge 2026-01-01T09:43:35Z", "(a ge timestamp:2026-01-01T09:43:35.0000000Z)"],
  ["a ge 2026-01-01T09:43:35.5Z", "(a ge timestamp:2026-01-01T09:43:35.5000000Z)"],
  ["a ge 2026-01-01T09:43:35.5533333Z", "(a ge timestamp:2026-01-01T09:43:35.5533333Z)"],
  ["a ge 2026-01-01T09:43:35.553333399999Z", "(a ge timestamp:2026-01-01T09:43:35.5533333Z)"],
  ["a ge 2026-01-01t09:43z", "(a ge timestamp:2026-01-01T09:43:00.0000000Z)"],
  ["a ge 2026-01-01T01:00:00.0000001+02:00", "(a ge timestamp:2025-12-31T23:00:00.0000001Z)"],
  ["a ge 2025-12-31T23:00:00-02:30", "(a ge timestamp:2026-01-01T01:30:00.0000000Z)"],
  ["a ge 2018-08-01", "(a ge date:2018-08-01T00:00:00.0000000Z)"],
  ["a ge 2018-08-01Z", "(a ge date:2018-08-01T00:00:00.0000000Z)"],
  ["a eq Ns.Color'Red'", "(a eq enum:Ns.Color:Red)"],
  ["contains(a,'x')", "contains(a, string:x)"],
  ["ToLower( a ) eq toupper('x')", "(tolower(a) eq toupper(string:x))"],
  ["startswith(tolower(a),'x') eq true", "(startswith(tolower(a), string:x) eq boolean:true)"],
  ["a/b/Ns.Type/c eq 1", "(a/b/Ns.Type/c eq integer:1)"],
  ["tags/any()", "tags.any()"],
  ["tags/any(t:t eq 'x')", "tags.any(t: (t eq string:x))"],
  ["a/tags/all(t : t/u/any(v: v eq t) or b)", "a/tags.all(t: (t/u.any(v: (v eq t)) or b))"],
  ["any/all eq 1", "(any/all eq integer:1)"],
  ["größe eq 1 and 名前 eq 2", "((größe eq integer:1) and (名前 eq integer:2))"],
];
for (const [text, tree] of accepted) {
  test(`${text} is read as ${tree}`, () => assert.equal(show(parseFilter(text)), tree));
}

test("nodes know where they stand", () => {
  const tree = parseFilter("  status eq 'Active'");
  assert.equal(tree.position, 9);
  assert.ok(tree.kind === "comparison");
  assert.deepEqual([tree.left.position, tree.right.position], [2, 12]);
});

const syntax = (position: number, text: string) => `Syntax error at position ${position} in '${text}'.`;
const character = (shown: string, position: number, text: string) =>
  `Syntax error: character '${shown}' is not valid at position ${position} in '${text}'.`;
const unterminated = (text: string) =>
  `There is an unterminated string literal at position ${text.length} in '${text}'.`;
const unrecognized = (type: string, literal: string, text: string) =>
  `Unrecognized '${type}' literal '${literal}' at '${text.indexOf(literal)}' in '${text}'.`;

const failures: readonly (readonly [text: string, code: string, position: number, detail?: string])[] = [
  ["", "syntax", 0, syntax(0, "")],
  ["status eq", "syntax", 9, syntax(9, "status eq")],
  ["eq 1", "syntax", 3],
  ["a eq 1 2", "syntax", 7, syntax(7, "a eq 1 2")],
  ["a eq 1 and", "syntax", 10],
  ["a eq (1", "syntax", 7],
  ["a eq 1)", "syntax", 6],
  ["()", "syntax", 1],
  ["a in ()", "syntax", 6],
  ["a in (1,)", "syntax", 8],
  ["a in (b)", "syntax", 6],
  ["a in 1", "syntax", 5],
  ["a like 'x'", "syntax", 2],
  ["a add 1 eq 2", "syntax", 2],
  ["a eq 1x", "syntax", 6],
  ["a eq 1.", "syntax", 6],
  ["a eq 1'x'", "syntax", 6],
  ["a eq'x'", "syntax", 4],
  ["a eq 'x", "unterminated-string", 7, unterminated("a eq 'x")],
  ["a eq 'x''", "unterminated-string", 9],
  ["a eq 'o'brien'", "syntax", 13],
  ['a eq "x"', "syntax", 5, character('"', 5, 'a eq "x"')],
  ["a eq ^", "syntax", 5, character("^", 5, "a eq ^")],
  ["a eq \u0007", "syntax", 5, character("?", 5, "a eq ?")],
  ["a eq 'x\u0000y'", "syntax", 7],
  ["a eq -", "syntax", 5],
  ["a eq $it", "syntax", 5],
  ["a/ eq 1", "syntax", 6],
  ["a/any(", "syntax", 6],
  ["a/all()", "syntax", 6],
  ["a/any(t)", "syntax", 7],
  ["a/any(t.u: t eq 1)", "syntax", 6],
  ["a ge 2024-01-01T00:00:00.0000000 01:00", "syntax", 15],
  ["a ge 2026-01-01T09:43:35", "syntax", 15],
  ["a ge 2026-01-01T09:43:35.Z", "syntax", 15],
  ["a ge 2026-1-01", "syntax", 9],
  ["a ge 2026-02-30", "invalid-literal", 5, unrecognized("Edm.Date", "2026-02-30", "a ge 2026-02-30")],
  [
    "a ge 2026-01-01T25:00:00Z",
    "invalid-literal",
    5,
    unrecognized("Edm.DateTimeOffset", "2026-01-01T25:00:00Z", "a ge 2026-01-01T25:00:00Z"),
  ],
  ["a ge 9999-12-31T23:59:59-01:00", "invalid-literal", 5],
  ["a eq 1e999", "invalid-literal", 5, unrecognized("Edm.Double", "1e999", "a eq 1e999")],
  [
    "substringof('x',a)",
    "unknown-function",
    0,
    "An unknown function with name 'substringof' was found. This may also be a function import or a key lookup on a navigation property, which is not allowed.",
  ],
  ["constructor(a)", "unknown-function", 0],
  [
    "contains(a)",
    "type-mismatch",
    0,
    "No function signature for the function with name 'contains' matches the specified arguments. The function signatures considered are: contains(Edm.String Nullable=true, Edm.String Nullable=true).",
  ],
  ["tolower()", "type-mismatch", 0],
  ["a eq toupper(b,c)", "type-mismatch", 5],
];
for (const [text, code, position, detail] of failures) {
  test(`${JSON.stringify(text)} is refused as ${code} at ${position}`, () => {
    const error = refused(() => parseFilter(text));
    assert.deepEqual([error.code, error.position, error.option], [code, position, "$filter"]);
    if (detail !== undefined) assert.equal(error.detail, detail);
    assert.equal(error.message, `The query specified in the URI is not valid. ${error.detail}`);
  });
}
