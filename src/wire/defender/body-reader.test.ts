import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { JsonObject } from "../../domain/json.ts";
import { BodyReader, required } from "./body-reader.ts";
import { alertStatus } from "./enums.ts";
import { readJsonObject } from "./json-body.ts";
import { bodyWith, refused } from "./refused.fixture.ts";

const NAMES = ["status", "comment", "tags"];
const reader = (body: JsonObject) => new BodyReader(body, NAMES);
const lengths = { min: 1, max: 5 };
const anyCount = () => {};

test("a property that was not sent has no value", () => {
  const body = reader({});
  assert.deepEqual(
    [
      body.value("status"),
      body.text("comment", lengths),
      body.texts("tags", lengths, anyCount),
      body.member("status", alertStatus, ["new"]),
      body.oneOf("status", ["a"]),
    ],
    [undefined, undefined, undefined, undefined, undefined],
  );
});

test("values that fit are read", () => {
  assert.equal(reader({ comment: "12345" }).text("comment", lengths), "12345");
  assert.equal(reader({ comment: "" }).text("comment", { min: 0, max: 5 }), "");
  assert.deepEqual(reader({ tags: ["b", "a", "b"] }).texts("tags", lengths, anyCount), ["b", "a", "b"]);
  assert.equal(reader({ status: "InProgress" }).member("status", alertStatus, ["inProgress"]), "inProgress");
  assert.equal(reader({ status: "b" }).oneOf("status", ["a", "b"]), "b");
});

test("characters beyond the first plane count twice, as the vendor's stack counts", () => {
  assert.equal(reader({ comment: "🚨🚨" }).text("comment", { min: 1, max: 4 }), "🚨🚨");
  refused(() => reader({ comment: "🚨🚨" }).text("comment", { min: 1, max: 3 }));
});

describe("a value that does not fit is refused by its property's name", () => {
  const text = (body: JsonObject) => () => reader(body).text("comment", lengths);
  const texts = (body: JsonObject) => () => reader(body).texts("tags", lengths, anyCount);
  const member = (status: JsonObject[string]) => () =>
    reader({ status }).member("status", alertStatus, ["new", "resolved"]);
  const oneOf = (status: JsonObject[string]) => () => reader({ status }).oneOf("status", ["a", "b"]);
  const cases: readonly (readonly [why: string, act: () => unknown, message: string])[] = [
    ["a number", text({ comment: 1 }), "The property 'comment' must be a string."],
    ["null", text({ comment: null }), "The property 'comment' must be a string."],
    ["an object", text({ comment: {} }), "The property 'comment' must be a string."],
    ["an empty text", text({ comment: "" }), "The property 'comment' must not be empty."],
    [
      "a text that is too long",
      text({ comment: "123456" }),
      "The property 'comment' must not be longer than 5 characters.",
    ],
    [
      "a null character",
      text({ comment: "a\0b" }),
      "The property 'comment' must not hold the character U+0000 or half a surrogate pair.",
    ],
    [
      "half a surrogate pair",
      text({ comment: "\ud83d" }),
      "The property 'comment' must not hold the character U+0000 or half a surrogate pair.",
    ],
    ["a text for a list", texts({ tags: "a" }), "The property 'tags' must be an array of strings."],
    ["null for a list", texts({ tags: null }), "The property 'tags' must be an array of strings."],
    ["an object for a list", texts({ tags: { 0: "a" } }), "The property 'tags' must be an array of strings."],
    ["an item that is no text", texts({ tags: ["a", 1] }), "The property 'tags[1]' must be a string."],
    ["an item that is empty", texts({ tags: ["a", ""] }), "The property 'tags[1]' must not be empty."],
    [
      "a member nobody knows",
      member("Closed"),
      "The value 'Closed' of the property 'status' is not valid. Its values are 'New', 'Resolved'.",
    ],
    [
      "a member in another case",
      member("new"),
      "The value 'new' of the property 'status' is not valid. Its values are 'New', 'Resolved'.",
    ],
    [
      "a member that is not for clients",
      member("InProgress"),
      "The value 'InProgress' of the property 'status' cannot be set through the API. Its values are 'New', 'Resolved'.",
    ],
    ["a member by its number", member(1), "The property 'status' must be a string."],
    ["no member", member(null), "The property 'status' must be a string."],
    [
      "a name of every object",
      member("constructor"),
      "The value 'constructor' of the property 'status' is not valid. Its values are 'New', 'Resolved'.",
    ],
    [
      "a choice that is none",
      oneOf("c"),
      "The value 'c' of the property 'status' is not valid. Its values are 'a', 'b'.",
    ],
    ["a choice of another type", oneOf(["a"]), "The property 'status' must be a string."],
  ];
  for (const [why, act, message] of cases) {
    test(why, () => {
      const error = refused(act);
      assert.deepEqual([error.status, error.code], [400, "InvalidRequestBody"]);
      assert.equal(error.message, `Request body is incorrect. ${message}`);
    });
  }
});

test("items are counted before they are looked at", () => {
  const count = (items: number) => {
    throw new RangeError(`${items} items`);
  };
  assert.throws(() => reader({ tags: [1, 2] }).texts("tags", lengths, count), { message: "2 items" });
});

describe("a property that is not known is refused", () => {
  const names: readonly (readonly [name: string, message: string])[] = [
    ["severity", "The property 'severity' is not known. The properties are 'status', 'comment', 'tags'."],
    ["Status", "The property 'Status' is not known. Names are case-sensitive: did you mean 'status'?"],
    ["", "The property '' is not known. The properties are 'status', 'comment', 'tags'."],
    ["__proto__", "The property '__proto__' is not known. The properties are 'status', 'comment', 'tags'."],
    ["toString", "The property 'toString' is not known. The properties are 'status', 'comment', 'tags'."],
    [
      "a\r\nb\u001b[31m\ud800",
      "The property 'a??b?[31m?' is not known. The properties are 'status', 'comment', 'tags'.",
    ],
  ];
  for (const [name, message] of names) {
    test(JSON.stringify(name), () => {
      const error = refused(() => new BodyReader(readJsonObject(bodyWith(name, "Active")), NAMES));
      assert.deepEqual([error.status, error.code], [400, "InvalidRequestBody"]);
      assert.equal(error.message, `Request body is incorrect. ${message}`);
    });
  }

  test("whatever it is called, the message stays short and printable", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 400 }), (name) => {
        fc.pre(!NAMES.includes(name));
        const { message } = refused(() => new BodyReader(readJsonObject(bodyWith(name, null)), NAMES));
        assert.ok(message.length < 300);
        assert.ok(message.isWellFormed());
        assert.doesNotMatch(message, /\p{Cc}/u);
      }),
    );
  });
});

test("an update that changes nothing is refused", () => {
  const error = refused(() => reader({}).requireAnyOf(["status", "comment"]));
  assert.deepEqual(
    [error.code, error.message],
    [
      "InvalidRequestBody",
      "Request body is incorrect. At least one of the properties 'status', 'comment' is expected.",
    ],
  );
  refused(() => reader({ tags: [] }).requireAnyOf(["status", "comment"]));
  reader({ comment: null }).requireAnyOf(["status", "comment"]);
});

test("a property that must be there and is not is named", () => {
  const error = refused(() => required("title", undefined));
  assert.deepEqual(
    [error.status, error.code, error.message],
    [400, "MissingRequiredParameter", "The required parameter 'title' is missing"],
  );
  assert.equal(required("title", ""), "");
});
