import { SERVER_LIMITS } from "../limits.ts";
import { type Cursor, field, problemAt } from "./cursor.ts";
import type { ConfigProblem } from "./problems.ts";

/** Node refuses a server that waits longer for the headers than for the whole request. */
export function limitProblems(root: Cursor): readonly ConfigProblem[] {
  const limits = field(root, "limits");
  const headers = field(limits, "headersTimeoutMs");
  const request = field(limits, "requestTimeoutMs");
  const [headersMs, requestMs] = [
    headers.value ?? SERVER_LIMITS.headersTimeoutMs,
    request.value ?? SERVER_LIMITS.requestTimeoutMs,
  ];
  if (typeof headersMs !== "number" || typeof requestMs !== "number" || headersMs <= requestMs) return [];
  const at = headers.value === undefined ? request : headers;
  return [problemAt(at, `headersTimeoutMs (${headersMs}) may not exceed requestTimeoutMs (${requestMs})`)];
}
