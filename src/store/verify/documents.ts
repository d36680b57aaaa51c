import type { Renderer } from "../contract.ts";
import type { Reading } from "../copy/ends.ts";
import { piecesOf, type WalkOptions } from "../copy/pieces.ts";
import { tableNamed } from "../copy/tables.ts";
import { query } from "../sql/steps.ts";
import { checkAlerts } from "./alerts.ts";
import { type Finding, Tally } from "./finding.ts";
import { checkIncidents } from "./incidents.ts";
import { held } from "./same.ts";

/** What is found in the documents of a tenant. */
export class Tallies {
  readonly documents = new Tally();
  readonly texts = new Tally();
  readonly exposure = new Tally();
  readonly visibility = new Tally();
  /** Incidents that have no ready text. */
  unready = 0;

  /** A stored document; undefined for one that cannot be read, which is counted. */
  parsed<T extends object>(what: string, document: unknown): T | undefined {
    try {
      const value: T | null = JSON.parse(String(document));
      if (typeof value === "object" && value !== null) return value;
    } catch {
      // Counted like any other text that is no document.
    }
    this.documents.wrong(`${what} is no JSON document`);
    return undefined;
  }

  /** Compares a stored text with what the document renders to now. */
  compare(what: string, stored: unknown, render: () => string): void {
    if (!this.attempt(what, () => held(render()) === held(String(stored))))
      this.texts.wrong(`${what} renders to another text`);
  }

  /** Does what a document that was tampered with may break: then it is counted, and true is given. */
  attempt(what: string, work: () => boolean): boolean {
    try {
      return work();
    } catch {
      this.documents.wrong(`${what} lacks what its kind of document has`);
      return true;
    }
  }
}

/** Reads every document of a tenant, and compares with it all that follows from it. */
export async function checkDocuments(
  store: Reading,
  tenantId: string,
  renderers: readonly Renderer[],
  options: WalkOptions,
): Promise<readonly Finding[]> {
  const tallies = new Tallies();
  const checks = [
    ["incidents", checkIncidents],
    ["alerts", checkAlerts],
  ] as const;
  const counts: string[] = [];
  for (const [name, check] of checks) {
    let count = 0;
    for await (const piece of piecesOf(store, tableNamed(name), tenantId, options)) {
      await check(store, piece, renderers, tallies);
      count += piece.rows;
    }
    counts.push(`${count.toLocaleString("en-US")} ${name}`);
  }
  const { documents, texts, exposure, visibility, unready } = tallies;
  return [
    documents.finding(
      "documents",
      tenantId,
      `${counts.join(", ")}, their columns are those of the documents`,
    ),
    texts.finding("texts", tenantId, "each is what its document renders to"),
    ...(unready > 0 ? [unreadyNote(tenantId, unready)] : []),
    ...(await otherForms(store, tenantId, renderers)),
    exposure.finding("exposure", tenantId, "each alert is kept with the devices that it names"),
    visibility.finding("visibility", tenantId, "kept as the documents, devices and groups make it"),
  ];
}

function unreadyNote(tenantId: string, count: number): Finding {
  const words = `tenant ${tenantId}: ${count.toLocaleString("en-US")} incidents have no ready text and are rendered when they are read`;
  return { check: "texts", verdict: "note", words };
}

/** Text of a form that no renderer knows is never served: an older Tocsin made it. */
async function otherForms(
  store: Reading,
  tenantId: string,
  renderers: readonly Renderer[],
): Promise<readonly Finding[]> {
  const known = new Set(renderers.map(({ form }) => form));
  const rows = await store.read(
    query("select form, count(*) as count from renditions where tenant_id = $1 group by form", tenantId),
  );
  return rows
    .filter(({ form }) => !known.has(String(form)))
    .map(({ form, count }) => ({
      check: "texts",
      verdict: "note",
      words: `tenant ${tenantId}: ${String(count)} texts of the form ${String(form)}, which is not served`,
    }));
}
