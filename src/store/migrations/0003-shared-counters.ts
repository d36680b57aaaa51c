import type { Migration } from "./migration.ts";

/**
 * What nodes on one database count together, in the shape that rate-limiter-flexible wants. Unlogged: a call that was counted
 * need not survive a crash. A folder has one node, which counts in memory.
 */
export const sharedCounters: Migration = {
  number: 3,
  name: "shared-counters",
  sqlite: "",
  postgres: `
    create unlogged table quota_counters (
      key varchar(255) primary key,
      points integer not null default 0,
      expire bigint
    );
  `,
};
