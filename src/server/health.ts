import type { FastifyInstance } from "fastify";
import type { Metrics } from "./metrics.ts";

/** What stands in the way of serving, one sentence each; empty when nothing does. */
export type Readiness = () => Promise<readonly string[]>;

/** `/health/live`, `/health/ready` and `/metrics`: for the machines that watch, open to whoever reaches the port. */
export function registerHealth(app: FastifyInstance, readiness: Readiness, metrics: Metrics): void {
  app.get("/health/live", { schema: { hide: true } }, async () => ({ status: "live" }));
  app.get("/health/ready", { schema: { hide: true } }, async (_request, reply) => {
    const problems = await readiness();
    reply.code(problems.length === 0 ? 200 : 503).header("Cache-Control", "no-store");
    return { status: problems.length === 0 ? "ready" : "not ready", problems };
  });
  app.get("/metrics", { schema: { hide: true } }, async (_request, reply) => {
    reply.header("Content-Type", metrics.contentType);
    return metrics.text();
  });
}
