/**
 * The items of a stream until the signal aborts; then the stream ends, even while it waits for its next item. The source
 * is told to close and not waited for, because a terminal or a pipe may never answer.
 */
export async function* interruptible<T>(source: AsyncIterable<T>, signal?: AbortSignal): AsyncGenerator<T> {
  if (!signal) {
    yield* source;
    return;
  }
  let wake: (() => void) | undefined;
  const stop = () => wake?.();
  signal.addEventListener("abort", stop, { once: true });
  const iterator = source[Symbol.asyncIterator]();
  try {
    while (!signal.aborted) {
      const result = await new Promise<IteratorResult<T> | undefined>((resolve, reject) => {
        wake = () => resolve(undefined);
        iterator.next().then(resolve, reject);
      });
      if (!result || result.done) return;
      yield result.value;
    }
  } finally {
    signal.removeEventListener("abort", stop);
    iterator.return?.().catch(() => undefined);
  }
}
