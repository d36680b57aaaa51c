import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { withOption } from "./next-link.ts";
import { parseQueryString } from "./query-string.ts";

const cases = [
  { raw: "", next: "$skip=100" },
  { raw: "$skip=100", next: "$skip=100" },
  { raw: "%24Skip=7&$filter=a+eq+1&x=y", next: "$filter=a+eq+1&x=y&$skip=100" },
  { raw: "$filter=status%20eq%20'Active'&flag", next: "$filter=status%20eq%20%27Active%27&flag&$skip=100" },
  { raw: "$filter=a eq '{x}'", next: "$filter=a%20eq%20%27%7Bx%7D%27&$skip=100" },
];
for (const { raw, next } of cases) {
  test(`the page after '${raw}' is '${next}'`, () => assert.equal(withOption(raw, "skip", 100), next));
}

test("where the dollar is optional, the option is replaced without it too", () => {
  assert.equal(withOption("skip=1&top=5", "skip", 6, { dollarOptional: true }), "top=5&$skip=6");
});

test("a next link asks for the same, at another place, and is safe in a link and a template", () => {
  const value = fc.string({ unit: "binary" });
  fc.assert(
    fc.property(value, fc.nat(), value, (filter, skip, token) => {
      const raw = `%24filter=${encodeURIComponent(filter)}&$skip=1&custom=${encodeURIComponent(token)}`;
      const next = withOption(raw, "skip", skip);
      assert.match(next, /^[A-Za-z0-9\-._~!$&()*+,;=:@/?%]*$/);
      assert.deepEqual(
        parseQueryString(next).values,
        new Map([
          ["filter", filter],
          ["skip", String(skip)],
        ]),
      );
      assert.ok(
        next.includes(
          token === "" ? "&custom" : `custom=${encodeURIComponent(token).replaceAll("'", "%27")}`,
        ),
      );
    }),
  );
});
