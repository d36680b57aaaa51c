import { runIncidentScenarios } from "./incidents.ts";

/** `npm run bench [-- --large]`: prints the table that docs/performance.md keeps. */
await runIncidentScenarios({ large: process.argv.includes("--large") });
