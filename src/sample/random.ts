/**
 * Mulberry32, a small generator of the public domain by Tommy Ettinger: numbers in [0, 1), the same on every machine for
 * the same 32-bit seed. Good for samples, never for secrets.
 */
export function mulberry32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A 32-bit seed of a text: FNV-1a over its UTF-16 units. */
export function seedOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** The one whole number in [from, to] that belongs to a text. */
export function numberOf(text: string, from: number, to: number): number {
  return from + Math.floor(mulberry32(seedOf(text))() * (to - from + 1));
}
