import { BUSY_OWNER, MIDDLE, OLD, RARE_OWNER } from "./incident-data.ts";
import { askPage, filtered } from "./requests.ts";

/** Moments of one data set that so many incidents were created or changed since. */
export interface Moments {
  readonly recentlyCreated: string;
  readonly recentlyUpdated: string;
}

export interface FilterCase {
  readonly name: string;
  /** The user with a limited view asks, not the application. */
  readonly limited?: true;
  readonly path: (moments: Moments) => string;
}

const PATH = "/api/incidents";
const RECENT = 50;
const NOBODY = "nobody@northwind.example";

export async function momentsOf(port: number, token: string): Promise<Moments> {
  const updated = await askPage(port, token, `${PATH}?$top=1&$skip=${RECENT}`);
  const created = await askPage(port, token, `${PATH}?$top=1&$skip=${RECENT}&$orderby=createdTime%20desc`);
  return {
    recentlyCreated: created.value[0]?.createdTime ?? "",
    recentlyUpdated: updated.value[0]?.lastUpdateTime ?? "",
  };
}

/** The filters that the contract documents, as clients send them (contract/clients.md § 1), and a limited view. */
export const FILTER_CASES: readonly FilterCase[] = [
  { name: "none", path: () => PATH },
  by("lastUpdateTime ge <recent>", ({ recentlyUpdated }) => `lastUpdateTime ge ${recentlyUpdated}`),
  by("lastUpdateTime gt <middle>", () => `lastUpdateTime gt ${MIDDLE}`),
  by("createdTime ge <recent>", ({ recentlyCreated }) => `createdTime ge ${recentlyCreated}`),
  by("createdTime gt <old>", () => `createdTime gt ${OLD}`),
  by("createdTime lt <middle>", () => `createdTime lt ${MIDDLE}`),
  by("status eq 'Active'"),
  by("status eq 'Resolved'"),
  by("assignedTo eq '<1 %>'", () => `assignedTo eq '${RARE_OWNER}'`),
  by("assignedTo eq '<nobody>'", () => `assignedTo eq '${NOBODY}'`),
  by(
    "status eq 'Active' and assignedTo eq '<17 %>' and createdTime gt <old>",
    () => `status eq 'Active' and assignedTo eq '${BUSY_OWNER}' and createdTime gt ${OLD}`,
  ),
  by(
    "status eq 'Active' and createdTime ge <old> and lastUpdateTime ge <old> and assignedTo eq '<17 %>'",
    () =>
      `status eq 'Active' and createdTime ge ${OLD} and lastUpdateTime ge ${OLD} and assignedTo eq '${BUSY_OWNER}'`,
  ),
  by(
    "status eq 'Active' and assignedTo eq '<1 %>' and createdTime gt <old>",
    () => `status eq 'Active' and assignedTo eq '${RARE_OWNER}' and createdTime gt ${OLD}`,
  ),
  { name: "limited view: none", limited: true, path: () => PATH },
  { ...by("status eq 'Active'"), name: "limited view: status eq 'Active'", limited: true },
];

function by(name: string, filter: (moments: Moments) => string = () => name): FilterCase {
  return { name, path: (moments) => filtered(PATH, filter(moments)) };
}
