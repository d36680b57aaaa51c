const UPPER = /[A-Z]+/g;
const LOWER = /[a-z]+/g;

/** `tolower` and `toupper`: ASCII letters alone, as SQLite and PostgreSQL's collation "C" have it. */
export function foldCase(text: string, to: "lower" | "upper"): string {
  return to === "lower"
    ? text.replace(UPPER, (letters) => letters.toLowerCase())
    : text.replace(LOWER, (letters) => letters.toUpperCase());
}
