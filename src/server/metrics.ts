import { Counter, collectDefaultMetrics, Histogram, Registry } from "prom-client";
import type { Operation } from "../quota/limits.ts";

export interface Metrics {
  requestDone(route: string, method: string, status: number, seconds: number): void;
  quotaRefused(operation: Operation): void;
  storeCall(call: string, seconds: number): void;
  /** The Prometheus text of /metrics. */
  text(): Promise<string>;
  readonly contentType: string;
}

const REQUEST_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
const STORE_SECONDS = [0.00001, 0.00005, 0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5];

/** Counts for Prometheus. Labels are routes and statuses, never ids, names or tokens. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const requests = new Counter({
    name: "tocsin_http_requests_total",
    help: "Requests by route, method and status",
    labelNames: ["route", "method", "status"],
    registers,
  });
  const latency = new Histogram({
    name: "tocsin_http_request_duration_seconds",
    help: "Time from the request's first byte to the end of its answer",
    labelNames: ["route", "method"],
    buckets: REQUEST_SECONDS,
    registers,
  });
  const refusals = new Counter({
    name: "tocsin_quota_refusals_total",
    help: "Calls refused with 429, by operation",
    labelNames: ["operation"],
    registers,
  });
  const store = new Histogram({
    name: "tocsin_store_call_duration_seconds",
    help: "Time of store calls, by call",
    labelNames: ["call"],
    buckets: STORE_SECONDS,
    registers,
  });
  const counters = remembered((route: string, method: string, status: string) =>
    requests.labels(route, method, status),
  );
  const latencies = remembered((route: string, method: string) => latency.labels(route, method));
  const storeCalls = remembered((call: string) => store.labels(call));
  return {
    requestDone(route, method, status, seconds) {
      counters(route, method, String(status)).inc();
      latencies(route, method).observe(seconds);
    },
    quotaRefused: (operation) => refusals.labels(operation).inc(),
    storeCall: (call, seconds) => storeCalls(call).observe(seconds),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

/** A labelled series is looked up once: prom-client hashes the labels at each look-up. */
function remembered<T>(make: (...labels: string[]) => T): (...labels: string[]) => T {
  const known = new Map<string, T>();
  return (...labels) => {
    const key = labels.join(" ");
    const series = known.get(key) ?? make(...labels);
    known.set(key, series);
    return series;
  };
}
