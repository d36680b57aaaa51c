/** What a token is; punctuation is its own kind. `end` stands after the last one. */
export type TokenKind =
  | "name"
  | "string"
  | "enum"
  | "integer"
  | "decimal"
  | "guid"
  | "timestamp"
  | "date"
  | "("
  | ")"
  | ","
  | "/"
  | ":"
  | "*"
  | "end";

export interface Token {
  readonly kind: TokenKind;
  /** The text as written; of a string or enum, its value with `''` undone. */
  readonly text: string;
  /** The type in front of an enum literal, as `Ns.Color` in `Ns.Color'Red'`; otherwise empty. */
  readonly type: string;
  readonly position: number;
}
