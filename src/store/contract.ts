import type { Alert } from "../domain/alert/alert.ts";
import type { DeviceGroup } from "../domain/exposure/device-group.ts";
import type { ChainProblem } from "../domain/history/change.ts";
import type { Incident, IncidentHeader } from "../domain/incident/incident.ts";
import type { Scope } from "../domain/scope.ts";
import type { Timestamp } from "../domain/time.ts";

/**
 * Ready text of one version, made in the transaction that writes it and never read by the store, which knows no
 * dialect. `form` names the format and its revision (`defender/1`): text of another form is not served.
 */
export interface Renderer {
  readonly form: string;
  /** Everything of an incident that is the same for every caller and host, without its alerts. */
  incident(incident: IncidentHeader): string;
  alert(alert: Alert, incidentId: number): string;
}

/** The ready text of a whole incident: its own part, and its alerts in order of creation. */
export interface Rendition {
  readonly incident: string;
  readonly alerts: readonly string[];
}

/** One incident to write, with the bytes it came as when it was imported. */
export interface IncidentWrite {
  readonly incident: Incident;
  readonly original?: Uint8Array;
}

/** `older`: the stored version is newer, so only the original was kept. */
export type WriteOutcome = "created" | "updated" | "unchanged" | "older";

export interface IncidentStore {
  /** The incident as the scope may see it: alerts, devices and entities beyond its exposure are left out. */
  get(scope: Scope, incidentId: number): Promise<Incident | undefined>;
  /** Ready text, for scopes that see everything. Throws for a limited scope: it would show too much. */
  rendition(scope: Scope, incidentId: number, form: string): Promise<Rendition | undefined>;
  /** Writes whole incidents with their alerts, all in one transaction: all of them are durable, or none. */
  put(scope: Scope, writes: readonly IncidentWrite[]): Promise<readonly WriteOutcome[]>;
  /** Every incident the scope may see, by ascending id, read as it goes. */
  all(scope: Scope): AsyncIterable<Incident>;
  count(scope: Scope): Promise<number>;
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

/** What a deployment keeps. Every function takes the scope first; there is no other way in. */
export interface Store {
  readonly incidents: IncidentStore;
  readonly originals: OriginalStore;
  readonly devices: DeviceStore;
  readonly changes: ChangeStore;
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
