const NUMBER = /^[1-9]\d{0,15}$/;

/** The number of an incident from its decimal digits; undefined for anything else, which no incident has. */
export function incidentNumberOf(text: string): number | undefined {
  const number = NUMBER.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(number) ? number : undefined;
}
