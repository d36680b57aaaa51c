/** The fields of two versions of a document that differ, as texts for a change row. */
export interface ChangedFields {
  readonly before: Readonly<Record<string, unknown>>;
  readonly after: Readonly<Record<string, unknown>>;
}

/**
 * What an update changed: the top-level fields whose values differ. Of a list that only grew, comments above all, the new
 * items alone are told, so that a long discussion is not written again with each remark.
 */
export function changedFields(before: object, after: object): ChangedFields {
  const changed: { before: Record<string, unknown>; after: Record<string, unknown> } = {
    before: {},
    after: {},
  };
  const old = new Map<string, unknown>(Object.entries(before));
  for (const [key, value] of Object.entries(after)) {
    const was = old.get(key);
    if (JSON.stringify(was) === JSON.stringify(value)) continue;
    const added = addedItems(was, value);
    changed.before[key] = added ? [] : was;
    changed.after[key] = added ?? value;
  }
  return changed;
}

function addedItems(before: unknown, after: unknown): readonly unknown[] | undefined {
  if (!Array.isArray(before) || !Array.isArray(after) || after.length <= before.length) return undefined;
  const kept = after.slice(0, before.length);
  return JSON.stringify(kept) === JSON.stringify(before) ? after.slice(before.length) : undefined;
}
