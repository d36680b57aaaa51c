import type {
  AlertClassification,
  AlertDetermination,
  AlertSeverity,
  InvestigationState,
} from "../../domain/enums.ts";
import type { Evidence } from "../../domain/evidence/evidence.ts";
import type { JsonObject } from "../../domain/json.ts";
import type { Scene } from "./scene.ts";
import type { Seen } from "./seen.ts";
import type { AlertSource } from "./sources.ts";

/** One incident as it is told: what happened in it, by seconds since `begins` (ISO 8601). */
export interface Story {
  readonly incidentId: number;
  readonly begins: string;
  tell(scene: Scene): Plot;
}

/** A judgement: the classification and the determination that goes with it (contract/defender.md § 6.3). */
export type Judgement = readonly [AlertClassification, AlertDetermination];

export interface Remark {
  readonly at: number;
  readonly by: string;
  readonly text: string;
}

/** An incident that was merged into the story's one; it opened `at` and was closed when the merge ran. */
export interface Merged {
  readonly incidentId: number;
  readonly at: number;
  readonly name: string;
  readonly severity: AlertSeverity;
}

export interface Plot {
  readonly alerts: readonly AlertPlan[];
  /** Of an incident with open alerts; one whose alerts are all closed is resolved. `active` when left out. */
  readonly status?: "active" | "inProgress" | "awaitingAction";
  /** A name that an analyst gave; else it is made of the alerts. */
  readonly renamed?: string;
  readonly assignedTo?: string;
  readonly judged?: Judgement;
  readonly tags?: readonly string[];
  readonly systemTags?: readonly string[];
  readonly summary?: string;
  readonly resolvingComment?: string;
  readonly lastModifiedBy?: string;
  readonly priorityScore?: number;
  readonly remarks?: readonly Remark[];
  readonly merged?: { readonly at: number; readonly sources: readonly Merged[] };
}

export interface AlertPlan {
  readonly source: AlertSource;
  readonly title: string;
  readonly description: string;
  readonly category: string;
  readonly severity: AlertSeverity;
  readonly mitre?: readonly string[];
  /** First and last activity. */
  readonly activity: readonly [number, number];
  readonly raised: number;
  readonly updated?: number;
  /** When the alert was resolved; an alert without is open. */
  readonly closed?: number;
  /** Of an open alert; follows the incident when left out. */
  readonly status?: "new" | "inProgress";
  /** Follows the incident when left out. */
  readonly assignedTo?: string | null;
  /** Follows the incident for a resolved alert when left out. */
  readonly judged?: Judgement;
  readonly investigation?: readonly [id: number | null, state: InvestigationState];
  /** A name in place of a GUID. */
  readonly detector?: string;
  readonly actor?: string;
  readonly threat?: string;
  readonly family?: string;
  readonly systemTags?: readonly string[];
  readonly recommended?: string;
  readonly policy?: string;
  readonly remarks?: readonly Remark[];
  readonly customDetails?: JsonObject;
  readonly additionalData?: JsonObject;
  evidence(seen: Seen): readonly Evidence[];
}
