import type { Answer, Endpoint, Question } from "../endpoint.ts";
import type { Version } from "./version.ts";

/** Who may call an operation: a permission in the token, and what a person's role must grant. */
export type Rule = Pick<Endpoint, "permissions" | "rolePermission">;

type Permissions = Endpoint["permissions"];

/** What each kind of operation asks of a token (contract/graph.md § 3). */
export interface GraphPermissions {
  readonly readIncidents: Permissions;
  readonly writeIncidents: Permissions;
  readonly readAlerts: Permissions;
  readonly writeAlerts: Permissions;
  readonly moveAlerts: Permissions;
}

export const mayRead = (permissions: Permissions): Rule => ({ permissions, rolePermission: "viewData" });
export const mayWrite = (permissions: Permissions): Rule => ({
  permissions,
  rolePermission: "alertsInvestigation",
});

/** Makes the operations below a path of one version; all of them share the quota of Graph. */
export function operationsBelow(version: Version, path: string, tag: string) {
  return (
    rule: Rule,
    method: Endpoint["method"],
    below: string,
    [operationId, summary]: readonly [operationId: string, summary: string],
    answer: (question: Question) => Promise<Answer>,
  ): Endpoint => ({
    ...rule,
    method,
    path: `/${version}/${path}${below}`,
    operation: "graphSecurity",
    schema: {
      operationId: `graph${operationId}${version === "beta" ? "Beta" : ""}`,
      summary,
      tags: [tag],
    },
    answer,
  });
}
