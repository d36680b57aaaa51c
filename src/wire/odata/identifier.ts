const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * Names that reach SQL text are plain identifiers; that, and quoting, keeps the text free of surprises.
 *
 * @throws TypeError for any other name, which only a wrong surface table can hold
 */
export function requireIdentifier(name: string): void {
  if (!IDENTIFIER.test(name)) throw new TypeError(`${name} is not a plain identifier`);
}
