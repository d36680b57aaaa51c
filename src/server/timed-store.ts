import type { Store } from "../store/contract.ts";
import type { Metrics } from "./metrics.ts";

/** The store with the time of each call of a request measured. */
export function timedStore(store: Store, metrics: Metrics): Store {
  const timed = async <T>(call: string, work: () => Promise<T>): Promise<T> => {
    const start = performance.now();
    try {
      return await work();
    } finally {
      metrics.storeCall(call, (performance.now() - start) / 1000);
    }
  };
  const { incidents } = store;
  return {
    ...store,
    incidents: {
      ...incidents,
      get: (scope, id) => timed("incidents.get", () => incidents.get(scope, id)),
      rendition: (scope, id, form) =>
        timed("incidents.rendition", () => incidents.rendition(scope, id, form)),
      put: (scope, writes) => timed("incidents.put", () => incidents.put(scope, writes)),
    },
  };
}
