import type { PageDialect } from "../sql/page.ts";
import { pageTables } from "../sql/page-tables.ts";

/** PostgreSQL knows from its statistics which index to read a page by. */
export const postgresPages: PageDialect = {
  name: "postgres",
  tables: pageTables(),
  // biome-ignore lint/correctness/useYield: nothing has to be asked first
  *whole(_scope, _selection, { name, key }) {
    return {
      sources: [`${name} as "${name}" where "${name}".tenant_id = $1`],
      keyAt: `"${name}".${key}`,
      parameters: [],
      overlap: false,
    };
  },
};
