import { incidents } from "./0001-incidents.ts";
import { listsAndUpdates } from "./0002-lists-and-updates.ts";
import { sharedCounters } from "./0003-shared-counters.ts";
import { sqliteStatistics } from "./0004-sqlite-statistics.ts";
import { graphLists } from "./0005-graph-lists.ts";
import type { Migration } from "./migration.ts";

/** Every step in order, forward only: the schema of a database is the number of its last one. */
export const migrations: readonly Migration[] = [
  incidents,
  listsAndUpdates,
  sharedCounters,
  sqliteStatistics,
  graphLists,
];
