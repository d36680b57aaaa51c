/** Why a request was refused before any endpoint looked at it. */
export type RequestProblem =
  | "malformed-host"
  | "not-json"
  | "body-too-large"
  | "body-broken"
  | "body-encoding"
  | "url-too-long"
  | "unknown-path";

/** A request that no dialect can answer; each puts it into its own words. */
export class RequestRefused extends Error {
  readonly problem: RequestProblem;
  constructor(problem: RequestProblem) {
    super(problem);
    this.name = "RequestRefused";
    this.problem = problem;
  }
}
