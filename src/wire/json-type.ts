const JSON_TYPE = /^application\/json\s*(;|$)/i;

/** Whether a content type is JSON; parameters do not matter. */
export function isJsonType(contentType = ""): boolean {
  return JSON_TYPE.test(contentType);
}
