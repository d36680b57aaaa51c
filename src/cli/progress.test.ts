import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { bytesText, ProgressLine, progressText } from "./progress.ts";

function terminal(isTTY: boolean, columns = 80) {
  const written: string[] = [];
  return { isTTY, columns, write: (text: string | Uint8Array) => written.push(String(text)), written };
}

const texts: readonly (readonly [string, Parameters<typeof progressText>, string])[] = [
  [
    "of a known length: share, speed and what is left",
    [{ bytes: 512e6, documents: 100_000 }, 2048e6, 24_000],
    "512.0 MB of 2.0 GB  25 %  4,167 documents/s  1 min 12 s left",
  ],
  [
    "of an unknown length: how much came",
    [{ bytes: 1_500, documents: 1_234 }, undefined, 1_000],
    "1.5 kB  1,234 documents  1,234 documents/s",
  ],
  [
    "before the first byte nothing is foretold",
    [{ bytes: 0, documents: 0 }, 10, 5],
    "0 B of 10 B  0 %  0 documents/s",
  ],
  ["an empty file is done", [{ bytes: 0, documents: 0 }, 0, 0], "0 B of 0 B  100 %  0 documents/s  0 s left"],
  [
    "a file that grew is not past its end",
    [{ bytes: 30, documents: 1 }, 10, 1_000],
    "30 B of 10 B  100 %  1 documents/s  0 s left",
  ],
  [
    "hours are told as hours",
    [{ bytes: 1e9, documents: 1 }, 1e12, 10_000],
    "1.0 GB of 1.0 TB  0 %  0 documents/s  2 h 46 min left",
  ],
];
for (const [sentence, args, expected] of texts) {
  test(sentence, () => assert.equal(progressText(...args), expected));
}

test("sizes have a unit that fits", () => {
  assert.deepEqual([0, 999, 1_000, 65_536, 12_345_678, 5e15].map(bytesText), [
    "0 B",
    "999 B",
    "1.0 kB",
    "65.5 kB",
    "12.3 MB",
    "5000.0 TB",
  ]);
});

describe("a terminal", () => {
  test("sees one line that is drawn again, ten times a second at most", () => {
    const output = terminal(true);
    let now = 0;
    const line = new ProgressLine(output, 100, () => now);
    for (now = 0; now <= 1_000; now += 10) line.update({ bytes: 50, documents: 1 });
    assert.equal(output.written.length, 11);
    for (const text of output.written)
      assert.ok(text.startsWith("\r\u001b[K50 B of 100 B  50 %") && !text.includes("\n"));
  });

  test("keeps other lines above the progress, and is left clean", () => {
    const output = terminal(true);
    const line = new ProgressLine(output, 100, () => 0);
    line.print("first");
    line.update({ bytes: 50, documents: 1 });
    line.print("second");
    line.done();
    line.done();
    const drawn = output.written[1]?.replace("\r\u001b[K", "");
    assert.equal(output.written[0], "first\n");
    assert.deepEqual(output.written.slice(2), [`\r\u001b[Ksecond\n${drawn}`, "\r\u001b[K"]);
  });

  test("that is narrow gets a line that fits", () => {
    const output = terminal(true, 20);
    new ProgressLine(output, 100, () => 0).update({ bytes: 50, documents: 1 });
    assert.equal(output.written[0]?.replace("\r\u001b[K", "").length, 19);
  });
});

test("where there is no terminal, only whole lines are written", () => {
  const output = terminal(false);
  const line = new ProgressLine(output, 100, () => 0);
  line.update({ bytes: 50, documents: 1 });
  line.print("a problem");
  line.done();
  assert.deepEqual(output.written, ["a problem\n"]);
});
