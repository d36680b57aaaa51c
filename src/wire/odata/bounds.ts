/** What one query may cost, in one place. Lengths are in UTF-16 units of the decoded text unless said otherwise. */

/** The raw text after `?`. A longer one is refused unread. */
export const QUERY_LENGTH_MAX = 32_768;
/** Parts between `&`, ignored ones included. */
export const QUERY_PARTS_MAX = 100;
/** One option. A longer one is refused before it is read. */
export const OPTION_LENGTH_MAX = 8_192;
/** Parentheses, `not`, functions and lambdas inside one another. */
export const DEPTH_MAX = 50;
/** Operators, paths and literals of one expression; keeps SQLite's limit of 1,000 levels out of reach. */
export const NODES_MAX = 1_000;
/** Literals of one `in (…)`. */
export const IN_LIST_MAX = 200;
/** Segments of one path `a/b/c`. */
export const PATH_SEGMENTS_MAX = 10;
export const ORDER_BY_MAX = 10;
export const SELECT_MAX = 200;
export const EXPAND_MAX = 10;
/** `$expand` inside `$expand`. */
export const EXPAND_DEPTH_MAX = 3;
/** How much of the client's text an error message repeats. */
export const EXCERPT_MAX = 120;
