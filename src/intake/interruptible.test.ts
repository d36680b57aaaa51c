import assert from "node:assert/strict";
import { test } from "node:test";
import { interruptible } from "./interruptible.ts";

async function* stream(...items: readonly number[]): AsyncGenerator<number> {
  yield* items;
}

test("without an interruption every item comes", async () => {
  assert.deepEqual(await Array.fromAsync(interruptible(stream(1, 2, 3))), [1, 2, 3]);
  const { signal } = new AbortController();
  assert.deepEqual(await Array.fromAsync(interruptible(stream(1, 2, 3), signal)), [1, 2, 3]);
});

test("an interruption ends a stream that waits, and tells the source", async () => {
  const abort = new AbortController();
  let returned = false;
  const source: AsyncIterable<number> = {
    [Symbol.asyncIterator]: () => ({
      next: () => new Promise(() => undefined),
      async return() {
        returned = true;
        return { done: true, value: undefined };
      },
    }),
  };
  setImmediate(() => abort.abort());
  assert.deepEqual(await Array.fromAsync(interruptible(source, abort.signal)), []);
  assert.equal(returned, true);
});

test("a source that fails after the interruption harms nobody", async () => {
  const abort = new AbortController();
  const late = Promise.withResolvers<IteratorResult<number>>();
  const source: AsyncIterable<number> = { [Symbol.asyncIterator]: () => ({ next: () => late.promise }) };
  setImmediate(() => abort.abort());
  assert.deepEqual(await Array.fromAsync(interruptible(source, abort.signal)), []);
  late.reject(new Error("closed"));
  await new Promise(setImmediate);
});

test("a failure of the source is handed on", async () => {
  const { signal } = new AbortController();
  async function* failing(): AsyncGenerator<number> {
    yield 1;
    throw new Error("broken");
  }
  await assert.rejects(Array.fromAsync(interruptible(failing(), signal)), /broken/);
});
