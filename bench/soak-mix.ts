import { randomBytes } from "node:crypto";
import { parse, stringify } from "yaml";
import { loadOrCreateStandInKeys } from "../src/identity/issuer/keys.ts";
import { mintToken } from "../src/identity/issuer/mint.ts";
import { VENDOR_LIMITS } from "../src/quota/limits.ts";
import { mulberry32 } from "../src/sample/random.ts";
import { getRequest, patchRequest } from "./requests.ts";
import { CONFIG, TENANT } from "./tenant.ts";

const REQUEST = {
  kind: "application",
  tenantId: TENANT,
  audience: "https://api.security.microsoft.com",
  appId: "5f1c7a52-9a0e-4f43-8a2b-6f0f8d1f3b21",
  roles: ["Incident.ReadWrite.All", "Alert.Read.All"],
} as const;
/** Tokens end after an hour. */
const RENEWED_AFTER_MS = 30 * 60_000;
const NEVER_REACHED = { perMinute: 100_000_000, perHour: 1_000_000_000 };
const PAGE = 10;
const SEED = 10;

/** Every quota counts, and nobody reaches it. */
export function soakConfig(): string {
  const quotas = Object.fromEntries(Object.keys(VENDOR_LIMITS).map((name) => [name, NEVER_REACHED]));
  return stringify({ ...parse(CONFIG), quotas }, { aliasDuplicateObjects: false });
}

/** The requests of a soak, at random: 70 % GET of an incident, 15 % lists, 10 % updates, 5 % alerts. */
export interface Mix {
  readonly token: string;
  next(): string;
  stop(): void;
}

/** A mix over the incidents from 1 to `incidents`, with a token that is renewed before it ends. */
export async function soakMix(keysFolder: string, incidents: number): Promise<Mix> {
  const keys = await loadOrCreateStandInKeys(keysFolder);
  const mint = () =>
    mintToken(keys, REQUEST, { nowSeconds: Math.floor(Date.now() / 1000), random: randomBytes });
  let token = await mint();
  const renewal = setInterval(async () => {
    token = await mint();
  }, RENEWED_AFTER_MS);
  const random = mulberry32(SEED);
  const anyPath = () => `/api/incidents/${1 + Math.floor(random() * incidents)}`;
  let updates = 0;
  return {
    token,
    next() {
      const draw = random();
      if (draw < 0.7) return getRequest(token, anyPath());
      if (draw < 0.85) return getRequest(token, `/api/incidents?$top=${PAGE}`);
      if (draw < 0.95) return patchRequest(token, anyPath(), change(updates++));
      return getRequest(token, `/api/alerts?$top=${PAGE}`);
    },
    stop: () => clearInterval(renewal),
  };
}

/** What an incident holds stays as large as it is: only its history grows. */
function change(number: number): object {
  return { status: number % 2 === 0 ? "InProgress" : "Active", tags: [`soak-${number % 10}`] };
}
