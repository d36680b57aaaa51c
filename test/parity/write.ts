import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parityDocument } from "./parity.ts";

writeFileSync(join(import.meta.dirname, "..", "..", "docs", "parity.md"), parityDocument());
