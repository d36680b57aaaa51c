import type { Alert, AlertOfIncident } from "../domain/alert/alert.ts";
import type { AlertReport } from "../domain/alert/report.ts";
import type { AlertUpdate } from "../domain/alert/update.ts";
import type { DeviceGroup } from "../domain/exposure/device-group.ts";
import type { ChainProblem } from "../domain/history/change.ts";
import type { Incident, IncidentHeader } from "../domain/incident/incident.ts";
import type { IncidentUpdate } from "../domain/incident/update.ts";
import type { Scope } from "../domain/scope.ts";
import type { Timestamp } from "../domain/time.ts";

/**
 * Ready text of one version, made in the transaction that writes it and never read by the store, which knows no
 * dialect. `form` names the format and its revision (`defender/1`): text of another form is not served.
 */
export interface Renderer {
  readonly form: string;
  /** Everything of an incident that is the same for every caller and host, without its alerts. */
  incident(incident: IncidentHeader, tenantId: string): string;
  alert(alert: Alert, incidentId: number, tenantId: string): string;
}

/** The text of a whole incident: its own part, and its alerts in order of creation. */
export interface Rendition {
  readonly incidentId: number;
  readonly incident: string;
  readonly alerts: readonly string[];
}

/** How much of an incident's text is wanted: all of it, when it is left out, or its own part without its alerts. */
export type Extent = "whole" | "own";

/** A piece of a database's own language; values of clients are parameters. */
export interface SqlText {
  readonly sql: string;
  readonly parameters: readonly (string | number | bigint | boolean | null)[];
}

/**
 * Which rows a list wants, in which order. The condition comes compiled by the query language that was spoken; the store runs
 * it on its tables `incidents` and `alerts` as it is, behind the tenant and the exposure of the scope.
 */
export interface Selection {
  condition(database: "sqlite" | "postgres", firstParameter: number): SqlText;
  /** Total: the last column is the table's key. */
  readonly order: readonly { readonly column: string; readonly descending: boolean }[];
  /** Parts that the whole condition implies, each about one column: where an index can start. */
  readonly terms: readonly Term[];
  readonly skip: number;
  readonly take: number;
}

export interface Term {
  readonly column: string;
  /** What the column must be one of; undefined for a range. */
  readonly values: readonly (string | number | bigint | boolean | null)[] | undefined;
  condition(database: "sqlite" | "postgres", firstParameter: number): SqlText;
}

/** An incident right after its update: its own part with the alerts as they were in that moment. */
export interface UpdatedIncident {
  readonly incident: IncidentHeader;
  /** The moment itself; the incident's `lastUpdateDateTime` is the stored, coarser one. */
  readonly at: Timestamp;
  readonly alerts: readonly string[];
}

/** One incident to write, with the bytes it came as when it was imported. */
export interface IncidentWrite {
  readonly incident: Incident;
  readonly original?: Uint8Array;
}

/** Why incidents are merged or alerts moved, and what is remarked on it. */
export interface Joining {
  readonly comment: string | undefined;
  readonly reasons: readonly string[];
}

/** `older`: the stored version is newer, so only the original was kept. */
export type WriteOutcome = "created" | "updated" | "unchanged" | "older";

export interface IncidentStore {
  /** The incident as the scope may see it: alerts, devices and entities beyond its exposure are left out. */
  get(scope: Scope, incidentId: number): Promise<Incident | undefined>;
  /** The same as text of a form; undefined too when no renderer of that form is there. */
  rendition(scope: Scope, incidentId: number, form: string, extent?: Extent): Promise<Rendition | undefined>;
  /** The incidents of a selection that the scope may see, of one moment. Skipped and taken are visible ones. */
  page(scope: Scope, selection: Selection, form: string, extent?: Extent): Promise<readonly Rendition[]>;
  /**
   * Changes one incident, durable when it settles. The owner spreads to the alerts at once; those that a resolved incident
   * leaves open are resolved by `followUp`. Undefined for an incident that the scope does not see.
   *
   * @throws {UpdateRefused} and nothing is written
   */
  update(
    scope: Scope,
    incidentId: number,
    update: IncidentUpdate,
    form: string,
  ): Promise<UpdatedIncident | undefined>;
  /**
   * Merges incidents into the one of them that was created first, all in one transaction, and gives its number; undefined
   * when the scope does not see one of them, and then nothing is written.
   *
   * @throws {MergeRefused} and nothing is written
   */
  merge(scope: Scope, incidentIds: readonly number[], joining: Joining): Promise<number | undefined>;
  /** How many incidents of a selection the scope may see, whatever is skipped and taken. */
  countOf(scope: Scope, selection: Selection): Promise<number>;
  /** Writes whole incidents with their alerts, all in one transaction: all of them are durable, or none. */
  put(scope: Scope, writes: readonly IncidentWrite[]): Promise<readonly WriteOutcome[]>;
  /** Every incident the scope may see, by ascending id, read as it goes. */
  all(scope: Scope): AsyncIterable<Incident>;
  count(scope: Scope): Promise<number>;
}

export interface AlertStore {
  /** The alert as the scope may see it. */
  get(scope: Scope, alertId: string): Promise<AlertOfIncident | undefined>;
  /** The alerts of a selection that the scope may see, read from one snapshot as they are asked for. */
  page(scope: Scope, selection: Selection): AsyncIterable<AlertOfIncident>;
  /**
   * Changes alerts, all in one transaction, and gives them in the order of their ids. The last alert to be resolved
   * resolves its incident. An id that the scope does not see gives undefined, and then nothing is written.
   *
   * @throws {UpdateRefused} and nothing is written
   */
  update(
    scope: Scope,
    alertIds: readonly string[],
    update: AlertUpdate,
  ): Promise<readonly (AlertOfIncident | undefined)[]>;
  /** How many alerts of a selection the scope may see, whatever is skipped and taken. */
  countOf(scope: Scope, selection: Selection): Promise<number>;
  /**
   * Moves alerts into an incident, a new one when none is named, and gives its number; undefined when the scope does not
   * see one of them, and then nothing is written. An incident that loses its last alert is redirected.
   *
   * @throws {MergeRefused} and nothing is written
   */
  move(
    scope: Scope,
    alertIds: readonly string[],
    into: number | undefined,
    joining: Joining,
  ): Promise<number | undefined>;
  /**
   * Raises an alert about a device, in an incident of its own; an open alert with the same title on that device takes
   * the report in instead. Undefined for a device that the scope does not see.
   */
  report(scope: Scope, report: AlertReport): Promise<AlertOfIncident | undefined>;
}

export interface OriginalStore {
  /** The bytes of the newest import of an incident, for scopes that see everything. Throws for a limited scope. */
  newest(scope: Scope, incidentId: number): Promise<Uint8Array | undefined>;
  /** The newest original of every incident that has one, by ascending id. Throws for a limited scope. */
  all(scope: Scope): AsyncIterable<{ readonly incidentId: number; readonly original: Uint8Array }>;
}

export interface DeviceStore {
  /** Puts the rules in force: every known device is assigned anew when they differ from the stored ones. */
  regroup(
    scope: Scope,
    groups: readonly DeviceGroup[],
  ): Promise<{ readonly devices: number; readonly changed: boolean }>;
}

export interface ChangeStore {
  /** Walks the tenant's change rows and says where the chain of hashes breaks; empty when it is whole. */
  verify(scope: Scope): Promise<readonly ChainProblem[]>;
}

/** Where nodes on one database count together: what rate-limiter-flexible takes as its client and table. */
export interface SharedCounters {
  readonly client: object;
  readonly table: string;
}

/** What a deployment keeps. Every function takes the scope first; there is no other way in. */
export interface Store {
  readonly incidents: IncidentStore;
  readonly alerts: AlertStore;
  readonly originals: OriginalStore;
  readonly devices: DeviceStore;
  readonly changes: ChangeStore;
  /** Undefined where only one node can be. */
  readonly counters?: SharedCounters;
  /** Resolves the open alerts of incidents that were resolved; gives how many incidents. Safe to run at any time, by anyone. */
  followUp(): Promise<number>;
  /** Tenants that have at least one row. For the operator only: it names other tenants. */
  tenants(): Promise<readonly string[]>;
  /** Cheap: can it be read right now? */
  ping(): Promise<void>;
  /** Thorough: what the database itself says of its integrity; empty when it is sound. */
  integrity(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** Where time comes from, so that tests and the virtual clock can turn it. */
export interface Clock {
  now(): Timestamp;
}

/**
 * Why a store call failed. `busy` is worth a retry; `full`, `readonly`, `corrupt`, `newer` and `in-use` need a person,
 * and their messages say what to do.
 */
export type StoreErrorCode =
  | "busy"
  | "full"
  | "readonly"
  | "corrupt"
  | "newer"
  | "in-use"
  | "closed"
  | "unknown";

export class StoreError extends Error {
  readonly code: StoreErrorCode;
  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "StoreError";
    this.code = code;
  }
}
