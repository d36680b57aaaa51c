const ID = /^[1-9]\d{0,15}$/;

/** Ids are decimal digits as text (contract/graph.md § 6.1); undefined for anything else, which no incident has. */
export function incidentIdOf(text: string | undefined): number | undefined {
  if (text === undefined || !ID.test(text)) return undefined;
  const id = Number(text);
  return Number.isSafeInteger(id) ? id : undefined;
}
