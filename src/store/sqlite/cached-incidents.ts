import type { Scope } from "../../domain/scope.ts";
import type { Extent, IncidentStore, Rendition, Selection } from "../contract.ts";
import { pageOfKeys } from "../sql/page.ts";
import type { Connection } from "./connection.ts";
import { sqlitePages } from "./page-plan.ts";
import type { Readers } from "./readers.ts";
import type { RenditionCache } from "./rendition-cache.ts";

/**
 * Incidents whose ready text comes from memory where it was read lately. What has no ready text of that form, and whoever
 * sees a part of the tenant, is answered as on every database.
 */
export function cachedIncidents(
  incidents: IncidentStore,
  readers: Readers,
  cache: RenditionCache,
): IncidentStore {
  return {
    ...incidents,
    async rendition(scope, incidentId, form, extent) {
      const ready = seesEverything(scope)
        ? readers.read((connection) => cache.get(connection, scope, incidentId, form, extent))
        : undefined;
      return ready ?? incidents.rendition(scope, incidentId, form, extent);
    },
    async page(scope, selection, form, extent) {
      const ready = seesEverything(scope)
        ? readers.snapshot((connection) => cachedPage(connection, scope, selection, form, extent, cache))
        : undefined;
      return ready ?? incidents.page(scope, selection, form, extent);
    },
  };
}

function seesEverything({ exposure }: Scope): boolean {
  return exposure.kind === "everything";
}

function cachedPage(
  connection: Connection,
  scope: Scope,
  selection: Selection,
  form: string,
  extent: Extent | undefined,
  cache: RenditionCache,
): readonly Rendition[] | undefined {
  const page: Rendition[] = [];
  for (const incidentId of connection.run(pageOfKeys(scope, selection, "incidents", sqlitePages))) {
    const ready = cache.get(connection, scope, Number(incidentId), form, extent);
    if (!ready) return undefined;
    page.push(ready);
  }
  return page;
}
