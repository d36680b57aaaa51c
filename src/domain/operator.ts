import type { Scope } from "./scope.ts";

/** The scope of the program itself, or of the person at its command line: a whole tenant, in the program's name. */
export function operatorScope(tenantId: string, name: string): Scope {
  return { tenantId, caller: { kind: "operator", name }, exposure: { kind: "everything" } };
}
