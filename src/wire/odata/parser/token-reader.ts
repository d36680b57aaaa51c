import { DEPTH_MAX, NODES_MAX } from "../bounds.ts";
import { type Source, syntaxError, tokenize } from "../lexer.ts";
import { ODataError, type ODataErrorCode } from "../odata-error.ts";
import type { Token, TokenKind } from "../token.ts";

/** Walks the tokens of one option and counts what the parser builds from them. */
export class TokenReader {
  readonly source: Source;
  readonly #tokens: readonly Token[];
  #index = 0;
  #depth = 0;
  #nodes = 0;

  constructor(source: Source) {
    this.source = source;
    this.#tokens = tokenize(source);
  }

  /** The token `ahead` places on; beyond the last one, the end. */
  peek(ahead = 0): Token {
    const token = this.#tokens[this.#index + ahead] ?? this.#tokens.at(-1);
    if (token === undefined) throw new RangeError("a token list without its end");
    return token;
  }

  next(): Token {
    const token = this.peek();
    if (token.kind !== "end") this.#index++;
    return token;
  }

  at(kind: TokenKind): boolean {
    return this.peek().kind === kind;
  }

  /** Whether the next token is that word, in any case: OData 4.01 has its operators so. */
  atWord(word: string): boolean {
    const { kind, text } = this.peek();
    return kind === "name" && text.length === word.length && text.toLowerCase() === word;
  }

  /** Goes past a token of that kind if it is next. */
  skip(kind: TokenKind): boolean {
    if (!this.at(kind)) return false;
    this.next();
    return true;
  }

  skipWord(word: string): boolean {
    if (!this.atWord(word)) return false;
    this.next();
    return true;
  }

  expect(kind: TokenKind): Token {
    if (!this.at(kind)) throw this.unexpected();
    return this.next();
  }

  /** Reads something one level deeper. */
  nested<T>(read: () => T): T {
    this.#depth++;
    if (this.#depth > DEPTH_MAX) throw this.error("too-deep", "Recursion depth exceeded allowed limit.");
    const result = read();
    this.#depth--;
    return result;
  }

  /** Counts a node and passes it on. */
  node<T>(node: T): T {
    this.#nodes++;
    if (this.#nodes > NODES_MAX) {
      const limit = `The node count limit of '${NODES_MAX}' has been exceeded.`;
      const advice =
        "To increase the limit, set the 'MaxNodeCount' property on EnableQueryAttribute or ODataValidationSettings.";
      throw this.error("too-many-nodes", `${limit} ${advice}`);
    }
    return node;
  }

  unexpected(token = this.peek()): ODataError {
    return syntaxError(this.source, token.position);
  }

  error(code: ODataErrorCode, detail: string, position = this.peek().position): ODataError {
    return new ODataError({ code, option: this.source.option, position, detail });
  }
}
