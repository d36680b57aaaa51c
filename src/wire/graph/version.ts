/** The two versions that are served beside each other; `/beta` may leave `$` out of option names (contract/graph.md § 1). */
export type Version = "v1.0" | "beta";

export const VERSIONS: readonly Version[] = ["v1.0", "beta"];
