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
  const { incidents, alerts } = store;
  return {
    ...store,
    incidents: {
      ...incidents,
      get: (...of) => timed("incidents.get", () => incidents.get(...of)),
      rendition: (...of) => timed("incidents.rendition", () => incidents.rendition(...of)),
      page: (...of) => timed("incidents.page", () => incidents.page(...of)),
      countOf: (...of) => timed("incidents.countOf", () => incidents.countOf(...of)),
      merge: (...of) => timed("incidents.merge", () => incidents.merge(...of)),
      put: (...of) => timed("incidents.put", () => incidents.put(...of)),
      update: (...of) => timed("incidents.update", () => incidents.update(...of)),
    },
    alerts: {
      ...alerts,
      get: (...of) => timed("alerts.get", () => alerts.get(...of)),
      update: (...of) => timed("alerts.update", () => alerts.update(...of)),
      countOf: (...of) => timed("alerts.countOf", () => alerts.countOf(...of)),
      move: (...of) => timed("alerts.move", () => alerts.move(...of)),
      report: (...of) => timed("alerts.report", () => alerts.report(...of)),
    },
    followUp: () => timed("followUp", () => store.followUp()),
  };
}
