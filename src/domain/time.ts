declare const timestampBrand: unique symbol;

/**
 * An instant in UTC as text of fixed width: `2025-03-04T08:11:52.4266667Z`, always 7 fractional digits (100 ns ticks),
 * so that text order is time order in every store. A JavaScript `Date` never holds a stored time.
 */
export type Timestamp = string & { readonly [timestampBrand]: true };

const ISO =
  /^(\d{4})-(\d\d)-(\d\d)(?:[Tt](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?)?(?:([Zz])|([+-])(\d\d):(\d\d))?$/;

/**
 * Reads an ISO 8601 date with 0–7 fractional digits (8 and 9 are cut), `Z`, an offset, or neither (UTC is meant).
 * A date without a time is its midnight. Gives `undefined` for anything else, impossible dates included.
 */
export function parseTimestamp(text: string): Timestamp | undefined {
  const match = ISO.exec(text);
  if (!match) return undefined;
  const [, year, month, day, hour = "00", minute = "00", second = "00", fraction = "", , sign, oh, om] =
    match;
  const ms = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  const back = new Date(ms);
  if (Number(year) < 1 || back.getUTCMonth() + 1 !== Number(month) || back.getUTCDate() !== Number(day)) {
    return undefined;
  }
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  if (Number(oh ?? 0) > 14 || Number(om ?? 0) > 59) return undefined;
  const offset = sign ? (sign === "-" ? 1 : -1) * (Number(oh) * 60 + Number(om)) * 60_000 : 0;
  return fromSeconds(Math.floor((ms + offset) / 1000), fraction.slice(0, 7).padEnd(7, "0"));
}

/** The instant of a clock that counts whole milliseconds since 1970; `ticks` adds up to 9,999 units of 100 ns. */
export function timestampFromMs(ms: number, ticks = 0): Timestamp {
  const seconds = Math.floor(ms / 1000);
  const fraction = (ms - seconds * 1000) * 10_000 + ticks;
  const text = fromSeconds(seconds, String(fraction).padStart(7, "0"));
  if (text === undefined) throw new RangeError("a clock outside the years 1 to 9999");
  return text;
}

const TICKS_PER_SECOND = 10_000_000;
const GRAINS_PER_SECOND = 300;
/** Less than half a tick, in grains: what was rounded to a whole tick before must not move again. */
const ROUNDING = 1.5e-5;

/**
 * The first instant that the vendor's store can hold at or after this one: it counts in 1/300 s, so that a fraction ends in
 * nothing, `33333` or `66667` behind the second digit (defender.md § 3). Never earlier, so that who asks for everything
 * since an answer's time gets what that answer told.
 */
export function storedGrain(timestamp: Timestamp): Timestamp {
  const grains = Math.ceil(
    (Number(timestamp.slice(20, 27)) * GRAINS_PER_SECOND) / TICKS_PER_SECOND - ROUNDING,
  );
  const ticks = Math.round((grains * TICKS_PER_SECOND) / GRAINS_PER_SECOND);
  const second = timestampToMs(timestamp) - Number(timestamp.slice(20, 23));
  return timestampFromMs(second + Math.floor(ticks / 10_000), ticks % 10_000);
}

/** Whole milliseconds since 1970, for arithmetic only: the ticks below a millisecond are lost. */
export function timestampToMs(timestamp: Timestamp): number {
  return Date.parse(`${timestamp.slice(0, 23)}Z`);
}

/** The form on the wire: zeros at the end of the fraction are left out, and the point with them (defender.md § 3). */
export function trimTimestamp(timestamp: Timestamp): string {
  let end = timestamp.length - 1;
  while (timestamp.charCodeAt(end - 1) === 48) end--;
  if (end === 20) end = 19;
  return end === timestamp.length - 1 ? timestamp : `${timestamp.slice(0, end)}Z`;
}

function fromSeconds(seconds: number, fraction: string): Timestamp | undefined {
  const date = new Date(seconds * 1000);
  const year = date.getUTCFullYear();
  if (!(year >= 1 && year <= 9999)) return undefined;
  const text = `${date.toISOString().slice(0, 19)}.${fraction}Z`;
  return isTimestamp(text) ? text : undefined;
}

const CANONICAL = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z$/;

/** True for text in the canonical form, as the stores keep it. */
export function isTimestamp(text: string): text is Timestamp {
  return CANONICAL.test(text);
}
