const CAPACITY_MIN = 1024 * 1024;

/**
 * The part of a stream that is still needed, in one piece: what was kept of earlier chunks, then the newest chunk.
 * Bytes are copied in, so the caller may use its chunk again. Every byte is moved a bounded number of times on average.
 */
export class ByteWindow {
  /** Only the first `end` bytes are of the stream. */
  bytes: Uint8Array = new Uint8Array(CAPACITY_MIN);
  end = 0;
  /** Where in the stream `bytes[0]` stands. */
  base = 0;

  /** Forgets everything before the index `keepFrom`, then takes the chunk in. */
  append(chunk: Uint8Array, keepFrom: number): void {
    const kept = this.end - keepFrom;
    const target = this.#roomFor(kept + chunk.length);
    if (target !== this.bytes || keepFrom > 0) target.set(this.bytes.subarray(keepFrom, this.end));
    target.set(chunk, kept);
    this.bytes = target;
    this.base += keepFrom;
    this.end = kept + chunk.length;
  }

  /** Doubles when more is needed, and comes back to its first size once an eighth would do. */
  #roomFor(length: number): Uint8Array {
    const capacity = this.bytes.length;
    if (length > capacity) return new Uint8Array(Math.max(length, capacity * 2));
    return capacity > CAPACITY_MIN && length * 8 < capacity
      ? new Uint8Array(Math.max(length, CAPACITY_MIN))
      : this.bytes;
  }
}
