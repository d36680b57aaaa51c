import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ByteWindow } from "./byte-window.ts";

test("the window is always the end of the stream, from the byte that was asked to be kept", () => {
  const steps = fc.array(
    fc.tuple(fc.uint8Array({ maxLength: 50 }), fc.double({ min: 0, max: 1, noNaN: true })),
  );
  fc.assert(
    fc.property(steps, (chunks) => {
      const window = new ByteWindow();
      let stream = Buffer.alloc(0);
      for (const [chunk, share] of chunks) {
        window.append(chunk, Math.floor(share * window.end));
        stream = Buffer.concat([stream, chunk]);
        assert.equal(window.base + window.end, stream.length);
        assert.deepEqual(Buffer.from(window.bytes.subarray(0, window.end)), stream.subarray(window.base));
      }
    }),
  );
});

test("it grows for a large document and lets go of the memory afterwards", () => {
  const window = new ByteWindow();
  const chunk = new Uint8Array(256 * 1024).fill(7);
  for (let i = 0; i < 40; i++) window.append(chunk, 0);
  assert.equal(window.end, 40 * chunk.length);
  assert.ok(window.bytes.length < 3 * window.end);
  window.append(chunk, window.end);
  assert.equal(window.bytes.length, 1024 * 1024);
  assert.equal(window.bytes[chunk.length - 1], 7);
});
