import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { jsonDocuments } from "./json-documents.ts";
import { documentsIn, split } from "./split-text.fixture.ts";

/** What the file holds, and what is found in it, whatever the chunks it comes in. */
type Case = readonly [sentence: string, file: string, found: readonly string[]];

const whole: readonly Case[] = [
  ["nothing is found in an empty file", "", []],
  ["nothing is found in blank lines", "\n\r\n  \n", []],
  ["one document is itself, blanks around it left out", ' \n {"a" : 1}\n', ['2:2 {"a" : 1}']],
  ["a document keeps its line breaks", '{\r\n  "a": 1\r\n}\r\n', ['1:1 {\r\n  "a": 1\r\n}']],
  ["an array is its elements", '[{"a":1}, {"b":{}} ]', ['1:2 {"a":1}', '1:11 {"b":{}}']],
  ["an array may be empty", "[ ]\n", []],
  [
    "a list page is the elements of its value",
    '{"@odata.context":"c","value":[{"a":1},{"a":[{}]}],"@odata.nextLink":"n"}',
    ['1:32 {"a":1}', '1:40 {"a":[{}]}'],
  ],
  [
    "a page's value may be the last key",
    '{"x":[1],"y":{"value":[]}, "value" :\n[ {"a":1} ] }',
    ['2:3 {"a":1}'],
  ],
  ["a page may be empty", '{"value":[]}', []],
  ["a document may have a value that is no array", '{"value":"x","a":[]}', ['1:1 {"value":"x","a":[]}']],
  ["a value deeper down makes no page", '{"a":{"value":[{}]}}', ['1:1 {"a":{"value":[{}]}}']],
  ["text that looks like a value makes no page", '{"a":"\\"value\\":["}', ['1:1 {"a":"\\"value\\":["}']],
  ["a string named value makes no page", '{"a":["value",[1]]}', ['1:1 {"a":["value",[1]]}']],
  [
    "an entity in a list may have an array named value",
    '[{"incidentId":1,"value":[{}]}]',
    ['1:2 {"incidentId":1,"value":[{}]}'],
  ],
  [
    "documents may stand one a line",
    '{"a":1}\n{"a":2}\r\n\r\n{"a":3}',
    ['1:1 {"a":1}', '2:1 {"a":2}', '4:1 {"a":3}'],
  ],
  [
    "documents may stand side by side",
    '{"a":1}{"a":2} [{"a":3}]',
    ['1:1 {"a":1}', '1:8 {"a":2}', '1:17 {"a":3}'],
  ],
  [
    "pages, arrays and documents may be mixed",
    '{"value":[{"a":1}]}\n[{"a":2}]\n{\n"a":3}\n{"value":[\n{"a":4}]}',
    ['1:11 {"a":1}', '2:2 {"a":2}', '3:1 {\n"a":3}', '6:1 {"a":4}'],
  ],
  [
    "pages may stand in an array",
    '[{"value":[{"a":1}]},\n{"@odata.context":"c","value":[{"a":2}]}]',
    ['1:12 {"a":1}', '2:32 {"a":2}'],
  ],
  ["a byte order mark is passed over", '\ufeff{"a":1}\n\ufeff{"a":2}', ['1:1 {"a":1}', '2:1 {"a":2}']],
  [
    "brackets, quotes and backslashes in strings mean nothing",
    '{"a":"}]\\"{\\\\"}{"b":"\\\\\\""}',
    ['1:1 {"a":"}]\\"{\\\\"}', '1:16 {"b":"\\\\\\""}'],
  ],
  [
    "a document may have arrays without any indentation",
    '{"alerts":[\n{"b":1},\n{"b":2}\n]}\n{"c":1}',
    ['1:1 {"alerts":[\n{"b":1},\n{"b":2}\n]}', '5:1 {"c":1}'],
  ],
];

const broken: readonly Case[] = [
  [
    "a lost bracket costs its line",
    '{"a":{"b":1}\n{"a":2}\n{"a":3}',
    [
      "1:1 ! the document that begins in line 1, column 1 is not closed before the one in line 2 begins",
      '2:1 {"a":2}',
      '3:1 {"a":3}',
    ],
  ],
  [
    "a line that is cut off in a list does not take in those behind it",
    '{"a":[1,\n{"a":2}\n{"a":3}\n{"a":4}',
    [
      "1:1 ! the document that begins in line 1, column 1 is not closed before the one in line 3 begins",
      '2:1 {"a":2}',
      '3:1 {"a":3}',
      '4:1 {"a":4}',
    ],
  ],
  [
    "a lost quote costs its line",
    '{"a":"x}\n{"a":2}\n',
    [
      "1:9 ! a string is not closed in its line, in the document that begins in line 1, column 1",
      '2:1 {"a":2}',
    ],
  ],
  [
    "a wrong bracket costs its line",
    '{"a":1]\n{"a":2}',
    ["1:7 ! unexpected ']', in the document that begins in line 1, column 1", '2:1 {"a":2}'],
  ],
  [
    "a document with something behind it is not believed",
    '{"a":1},"b":2}\n{"a":2}\n{"a":3}}\n{"a":4}x',
    [
      "1:9 ! unexpected '\"' behind the document that begins in line 1, column 1; it is left out",
      '2:1 {"a":2}',
      "3:8 ! unexpected '}' behind the document that begins in line 3, column 1; it is left out",
      "4:8 ! unexpected 'x' behind the document that begins in line 4, column 1; it is left out",
    ],
  ],
  [
    "text that is no JSON is reported once, to the next document",
    'Name,Id\n"x",1\n{"a":1}\nend\n',
    [
      "1:1 ! unexpected 'N' where a document should begin",
      '3:1 {"a":1}',
      "4:1 ! unexpected 'e' where a document should begin",
    ],
  ],
  [
    "in an array, a lost bracket costs one element",
    '[{"a":{"b":1},{"b":2},{"c":3}]',
    [
      "1:15 ! unexpected '{' behind a comma, in the document that begins in line 1, column 2",
      '1:15 {"b":2}',
      '1:23 {"c":3}',
    ],
  ],
  [
    "in an array, a wrong bracket costs one element",
    '[{"a":[1}},{"b":2},{"a":1]},{"c":3}]',
    [
      "1:9 ! unexpected '}', in the document that begins in line 1, column 2",
      '1:12 {"b":2}',
      "1:26 ! unexpected ']', in the document that begins in line 1, column 20",
      '1:29 {"c":3}',
    ],
  ],
  [
    "in an indented page, a lost bracket costs one element",
    '{\n "value": [\n  {\n   "a": [\n    {"x": 1}\n  },\n  {\n   "b": 2\n  }\n ]\n}\n',
    ["6:3 ! unexpected '}', in the document that begins in line 3, column 3", '7:3 {\n   "b": 2\n  }'],
  ],
  [
    "in an indented page, a lost quote costs one element",
    '[\n  {\n    "a": "x,\n    "b": [{"c": 1}]\n  },\n  {"d": 1}\n]',
    [
      "3:13 ! a string is not closed in its line, in the document that begins in line 2, column 3",
      '6:3 {"d": 1}',
    ],
  ],
  [
    "a page that was cut off is left at the next line",
    '{"value":[{"a":1},{"a"\n{"value":[{"a":2}]}\n{"value":[{"a":3}\n[{"a":4}]\n',
    [
      '1:11 {"a":1}',
      "1:19 ! the document that begins in line 1, column 19 is not closed before the one in line 2 begins",
      '2:11 {"a":2}',
      '3:11 {"a":3}',
      "4:1 ! the list that begins in line 3 is not closed before this one; is the file cut off?",
      '4:2 {"a":4}',
    ],
  ],
  [
    "a page that was cut off behind a comma is left at the next page",
    '{"value":[{"a":1},\n{"value":[{"a":2}]}\n{"a":3}\n',
    [
      '1:11 {"a":1}',
      "2:10 ! the list that begins in line 1 is not closed before this one; is the file cut off?",
      '2:11 {"a":2}',
      '3:1 {"a":3}',
    ],
  ],
  [
    "what is no object in a list is reported, each",
    '[1,"a,b]\\"",null,[1,{"x":2}],{"a":1}]',
    [
      "1:2 ! an element of a list must be an object; this one begins with '1'",
      "1:4 ! an element of a list must be an object; this one begins with '\"'",
      "1:13 ! an element of a list must be an object; this one begins with 'n'",
      "1:18 ! an element of a list must be an object; this one begins with '['",
      '1:30 {"a":1}',
    ],
  ],
  [
    "commas that are missing or too many in a list are reported, and nothing is lost",
    '[{"a":1},,{"a":2} {"a":3},]',
    [
      '1:2 {"a":1}',
      "1:10 ! a comma stands where a document should",
      '1:11 {"a":2}',
      "1:19 ! a comma is missing before this document",
      '1:19 {"a":3}',
      "1:27 ! a comma stands before the end of the list",
    ],
  ],
  [
    "documents with commas but without an array are read, which is said once",
    '{"a":1},\n{"a":2},\n{"a":3}\n',
    [
      '1:1 {"a":1}',
      "1:9 ! documents with commas between them must stand in an array; they are read all the same",
      '2:1 {"a":2}',
      '3:1 {"a":3}',
    ],
  ],
  [
    "a file that ends within a document gave those before",
    '{"a":1}\n{"a":',
    ['1:1 {"a":1}', "2:1 ! the document that begins in line 2, column 1 is not whole: the file is cut off"],
  ],
  [
    "a file that ends within an element gave those before",
    '{"value":[{"a":1},{"a":"',
    [
      '1:11 {"a":1}',
      "1:19 ! the document that begins in line 1, column 19 is not whole: the file is cut off",
    ],
  ],
  [
    "a file that ends within a list gave all of it",
    '[{"a":1}',
    [
      '1:2 {"a":1}',
      "1:1 ! the list that begins here has no end: the file is cut off, or a bracket is missing",
    ],
  ],
  [
    "a file that ends behind a list says what page is not whole",
    '{"value":[{"a":1}],"x":',
    [
      '1:11 {"a":1}',
      "1:18 ! the list page whose list ends in line 1, column 18 is not whole: the file is cut off",
    ],
  ],
  [
    "where no document is found any more, the rest is said to be skipped",
    '[{"a":1},{"a":{}]}x,{"a":3}]',
    [
      '1:2 {"a":1}',
      "1:17 ! unexpected ']', in the document that begins in line 1, column 10",
      "1:19 ! the rest of the file, from here on, was skipped: no place was found where a document begins",
    ],
  ],
  [
    "201 arrays in each other are too many",
    `{"a":1}\n{"a":${"[".repeat(200)}${"]".repeat(200)}}\n{"a":2}`,
    [
      '1:1 {"a":1}',
      "2:205 ! more than 200 arrays and objects stand in each other, in the document that begins in line 2, column 1",
      '3:1 {"a":2}',
    ],
  ],
];

for (const [title, cases] of [
  ["what a file may look like", whole],
  ["what may be wrong with a file", broken],
] as const) {
  describe(title, () => {
    for (const [sentence, file, found] of cases) {
      test(sentence, async () => {
        assert.deepEqual(await split(file), found);
        for (const lengths of [[1], [2], [3, 1], [7]])
          assert.deepEqual(await split(file, lengths), found, `${lengths}`);
      });
    }
  });
}

test("200 arrays and objects in each other are read", async () => {
  const document = `{"a":${"[".repeat(199)}${"]".repeat(199)}}`;
  assert.deepEqual(await documentsIn(document), [document]);
});

test("bytes are handed on as they are, valid or not", async () => {
  const bytes = Uint8Array.of(0x7b, 0x22, 0xff, 0xc3, 0x22, 0x7d, 0x0a);
  const items = await Array.fromAsync(jsonDocuments(ReadableStream.from([bytes])));
  assert.deepEqual(items, [{ bytes: bytes.slice(0, 6), offset: 0, line: 1, column: 1 }]);
});

test("offsets and columns count bytes", async () => {
  const bytes = new TextEncoder().encode('{"é":1} {"b":1}\n {"c":1}');
  const items = await Array.fromAsync(jsonDocuments(ReadableStream.from([bytes])));
  assert.deepEqual(
    items.map(({ offset, line, column }) => [offset, line, column]),
    [
      [0, 1, 1],
      [9, 1, 10],
      [18, 2, 2],
    ],
  );
});

describe("a document is bounded", () => {
  const options = { documentBytesMax: 20 };
  const tooLarge = "! the document that begins here is larger than 20 bytes";
  const cases: readonly Case[] = [
    [
      "the bound itself is allowed",
      '{"a":"0123456789012"}\n{"a":"012345678901"}',
      [`1:1 ${tooLarge}`, '2:1 {"a":"012345678901"}'],
    ],
    [
      "in a list it costs one element",
      '[{"a":"0123456789012"},{"b":1}]',
      [`1:2 ${tooLarge}`, '1:24 {"b":1}'],
    ],
    [
      "nothing is taken for a document that stands in it",
      '{"a":"0123456789012","b":[\n{"c":1},\n{"c":2}\n]}\n{"d":1}',
      [`1:1 ${tooLarge}`, '5:1 {"d":1}'],
    ],
    [
      "a list in it makes no page any more",
      '{"a":"0123456789012","value":[{"b":1}]}\n{"c":1}',
      [`1:1 ${tooLarge}`, '2:1 {"c":1}'],
    ],
    [
      "without an end it leaves the lines behind it",
      '{"a":"012345678901234\n{"c":1}\n',
      [`1:1 ${tooLarge}`, '2:1 {"c":1}'],
    ],
  ];
  for (const [sentence, file, found] of cases) {
    test(sentence, async () => {
      for (const lengths of [[1_000], [1], [5]]) assert.deepEqual(await split(file, lengths, options), found);
    });
  }
});

describe("a file in another encoding is refused with advice, once", () => {
  const utf16 = (text: string) => Buffer.from(text, "utf16le");
  const cases: readonly (readonly [string, Uint8Array, RegExp])[] = [
    ["PowerShell's UTF-16 with a mark", utf16('\ufeff{"a":1}'), /^1:1 ! .*UTF-16.*Out-File -Encoding utf8/],
    ["UTF-16 without a mark", utf16('{"a":1}'), /UTF-16/],
    ["big-endian UTF-16", utf16('\ufeff[{"a":1}]').swap16(), /UTF-16/],
    ["big-endian UTF-16 without a mark", utf16('[{"a":1}]').swap16(), /UTF-16/],
    ["UTF-32", Uint8Array.of(0xff, 0xfe, 0, 0, 0x7b, 0, 0, 0), /UTF-32/],
    ["gzip", Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0), /gunzip/],
    ["zstd", Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0), /zstd/],
    ["a ZIP archive", Buffer.from("PK\u0003\u0004rest"), /ZIP/],
  ];
  for (const [sentence, bytes, expected] of cases) {
    test(sentence, async () => {
      for (const lengths of [[1_000], [1]]) {
        const lines = await split(bytes, lengths);
        assert.equal(lines.length, 1);
        assert.match(lines[0] ?? "", expected);
      }
    });
  }
});
