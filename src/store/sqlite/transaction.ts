import type { Scope } from "../../domain/scope.ts";
import type { Timestamp } from "../../domain/time.ts";
import type { Renderer } from "../contract.ts";
import type { Connection } from "./connection.ts";

/** What the steps of one write share. */
export interface Transaction {
  readonly connection: Connection;
  readonly scope: Scope;
  readonly renderers: readonly Renderer[];
  readonly at: Timestamp;
}
