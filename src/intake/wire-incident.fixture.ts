import type { DocumentSource } from "./import-documents.ts";

/** A small incident of today's shape, with whatever else a test is about. */
export function wireIncident(incidentId: number, part: Readonly<Record<string, unknown>> = {}) {
  return {
    incidentId,
    incidentUri: `https://security.microsoft.com/incidents/${incidentId}?tid=7b2f0c4e-58a1-4d0e-9c37-2f6d1a90be11`,
    redirectIncidentId: null,
    incidentName: `Incident ${incidentId} involving one user`,
    createdTime: "2026-03-04T08:11:52.4266667Z",
    lastUpdateTime: "2026-03-04T09:02:17.61Z",
    assignedTo: null,
    classification: "Unknown",
    determination: "NotAvailable",
    status: "Active",
    severity: "Medium",
    tags: [],
    comments: [],
    alerts: [],
    ...part,
  };
}

/** A source that gives these texts or bytes, each as a chunk. */
export function sourceOf(name: string, ...chunks: readonly (string | Uint8Array)[]): DocumentSource {
  const bytes = chunks.map((chunk) => (typeof chunk === "string" ? new TextEncoder().encode(chunk) : chunk));
  return {
    name,
    async *open() {
      yield* bytes;
    },
  };
}
