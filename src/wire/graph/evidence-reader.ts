import type { Evidence, KnownEvidence } from "../../domain/evidence/evidence.ts";
import type { Timestamp } from "../../domain/time.ts";
import { type DocumentReader, optional, unmappedFrom } from "../document.ts";
import { graphEnum } from "./enum-reader.ts";
import { readProperties } from "./type-reader.ts";
import { EVIDENCE_BASE, EVIDENCE_TYPES, NAMESPACE, type Property } from "./types.ts";

const verdict = graphEnum("evidenceVerdict");
const remediationStatus = graphEnum("evidenceRemediationStatus");

/**
 * A piece of evidence of a list, by its `@odata.type` (contract/graph.md § 6.4). Of a type that this version does not know,
 * everything is kept as it came.
 *
 * @throws {DocumentError}
 */
export function readEvidence(evidence: DocumentReader, alertCreated: Timestamp): Evidence {
  const written = evidence.text(TYPE) ?? evidence.fail(TYPE, "must be there");
  const name = written.replace(/^#/, "").replace(`${NAMESPACE}.`, "");
  return EVIDENCE_TYPES.has(name)
    ? readKnown(evidence, name, alertCreated)
    : {
        ...readBase(evidence, alertCreated),
        kind: `other:${entityType(name)}`,
        ...unmappedFrom(evidence.others(BASE_KEYS), "graph"),
      };
}

const TYPE = "@odata.type";
const keysOf = (properties: readonly Property[]) => properties.map(({ name }) => name);
const BASE_KEYS: ReadonlySet<string> = new Set(keysOf(EVIDENCE_BASE));

function readKnown(evidence: DocumentReader, kind: string, alertCreated: Timestamp): KnownEvidence {
  const { properties = [] } = EVIDENCE_TYPES.get(kind) ?? {};
  const read = {
    ...readBase(evidence, alertCreated),
    kind,
    ...readProperties(evidence, properties, (inner, type) => readKnownOrNamed(inner, type, alertCreated)),
    ...unmappedFrom(evidence.others(new Set([TYPE, ...BASE_KEYS, ...keysOf(properties)])), "graph"),
  };
  if (!isKnown(read)) throw new TypeError(`${kind} is no type of evidence`);
  return read;
}

/** Evidence inside evidence: of the declared type, or of any where only the base is declared (§ 2). */
function readKnownOrNamed(inner: DocumentReader, type: string, alertCreated: Timestamp): Evidence {
  return EVIDENCE_TYPES.has(type) ? readKnown(inner, type, alertCreated) : readEvidence(inner, alertCreated);
}

/** Its properties are those of the table that was read by; a test compares that with the domain's types. */
function isKnown(read: { readonly kind: string }): read is KnownEvidence {
  return EVIDENCE_TYPES.has(read.kind);
}

function readBase(evidence: DocumentReader, alertCreated: Timestamp) {
  return {
    createdDateTime: evidence.time("createdDateTime") ?? alertCreated,
    verdict: evidence.enum("verdict", verdict) ?? "unknown",
    remediationStatus: evidence.enum("remediationStatus", remediationStatus) ?? "none",
    ...optional("remediationStatusDetails", evidence.text("remediationStatusDetails")),
    roles: evidence.texts("roles").map((role) => roles.toDomain(role)),
    detailedRoles: evidence.texts("detailedRoles"),
    tags: evidence.texts("tags"),
  };
}
const roles = graphEnum("evidenceRole");

/** What the Defender dialect calls it. */
function entityType(name: string): string {
  const short = name.replace(/Evidence$/, "");
  return short.charAt(0).toUpperCase() + short.slice(1);
}
