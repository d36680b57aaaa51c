import type { AlertOfIncident } from "../../domain/alert/alert.ts";
import type { AlertUpdate } from "../../domain/alert/update.ts";
import type { IncidentHeader } from "../../domain/incident/incident.ts";
import type { IncidentUpdate } from "../../domain/incident/update.ts";
import type { Scope } from "../../domain/scope.ts";
import type { Timestamp } from "../../domain/time.ts";
import type { Selection } from "../odata/selection.ts";

/** Text of an incident: its own members, and each alert whole. */
export interface Rendition {
  readonly incidentId: number;
  readonly incident: string;
  readonly alerts: readonly string[];
}

/** Why incidents are merged or alerts moved. */
export interface Joining {
  readonly comment: string | undefined;
  readonly reasons: readonly string[];
}

type Extent = "whole" | "own";

/** What this dialect wants of a store, trimmed to the scope; undefined stands for what the scope does not see. */
export interface GraphIncidents {
  rendition(scope: Scope, incidentId: number, form: string, extent: Extent): Promise<Rendition | undefined>;
  page(scope: Scope, selection: Selection, form: string, extent: Extent): Promise<readonly Rendition[]>;
  countOf(scope: Scope, selection: Selection): Promise<number>;
  update(
    scope: Scope,
    incidentId: number,
    update: IncidentUpdate,
    form: string,
  ): Promise<{ readonly incident: IncidentHeader; readonly at: Timestamp } | undefined>;
  merge(scope: Scope, incidentIds: readonly number[], joining: Joining): Promise<number | undefined>;
}

export interface GraphAlerts {
  get(scope: Scope, alertId: string): Promise<AlertOfIncident | undefined>;
  page(scope: Scope, selection: Selection): AsyncIterable<AlertOfIncident>;
  countOf(scope: Scope, selection: Selection): Promise<number>;
  update(
    scope: Scope,
    alertIds: readonly string[],
    update: AlertUpdate,
  ): Promise<readonly (AlertOfIncident | undefined)[]>;
  move(
    scope: Scope,
    alertIds: readonly string[],
    into: number | undefined,
    joining: Joining,
  ): Promise<number | undefined>;
}
