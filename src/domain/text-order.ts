/** The order of texts by their code units, which is also that of times and of ids in the store. */
export function compareTexts(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
