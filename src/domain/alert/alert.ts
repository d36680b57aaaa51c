import type {
  AlertClassification,
  AlertDetermination,
  AlertSeverity,
  AlertStatus,
  DetectionSource,
  InvestigationState,
  ServiceSource,
} from "../enums.ts";
import type { Evidence } from "../evidence/evidence.ts";
import type { Comment } from "../incident/incident.ts";
import type { JsonObject, Unmapped } from "../json.ts";
import type { Timestamp } from "../time.ts";

/** An alert, in the words of Graph (contract/graph.md § 6.2) with what only the Defender dialect knows. */
export interface Alert {
  /** Two letters of the source, then the id in the producing product (contract/defender.md § 6.9). */
  readonly alertId: string;
  readonly providerAlertId: string | null;
  readonly serviceSource: ServiceSource;
  readonly detectionSource: DetectionSource;
  readonly detectorId: string | null;
  readonly createdDateTime: Timestamp;
  readonly lastUpdateDateTime: Timestamp;
  readonly resolvedDateTime: Timestamp | null;
  readonly firstActivityDateTime: Timestamp;
  readonly lastActivityDateTime: Timestamp;
  readonly title: string;
  readonly description: string;
  readonly category: string;
  readonly status: AlertStatus;
  readonly severity: AlertSeverity;
  /** Known to the Defender dialect alone. */
  readonly investigationId: number | null;
  readonly investigationState: InvestigationState;
  /** null while nobody has judged the alert. */
  readonly classification: AlertClassification | null;
  readonly determination: AlertDetermination | null;
  readonly assignedTo: string | null;
  readonly actorDisplayName: string | null;
  readonly threatDisplayName: string | null;
  readonly threatFamilyName: string | null;
  readonly mitreTechniques: readonly string[];
  readonly systemTags: readonly string[];
  readonly recommendedActions: string | null;
  readonly alertPolicyId: string | null;
  readonly comments: readonly Comment[];
  readonly customDetails: JsonObject;
  readonly additionalData: JsonObject;
  /** Devices first, then the other evidence, each in the order it came. */
  readonly evidence: readonly Evidence[];
  readonly unmapped?: Unmapped;
}

/** An alert together with the incident it is in. */
export interface AlertOfIncident {
  readonly incidentId: number;
  readonly alert: Alert;
}
