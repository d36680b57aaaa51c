import type { Alert } from "../alert/alert.ts";
import type { Comment, Incident } from "../incident/incident.ts";
import type { Unmapped } from "../json.ts";
import type { Exposure } from "../scope.ts";
import { deviceVisible, type GroupOf, keysOfAlert, keyVisible } from "./exposure-key.ts";
import { type NamesHidden, namesHidden, openProperties } from "./hidden-names.ts";

/**
 * What a caller sees of an incident (design § 4, contract/defender.md § 2.6): the alerts with a visible key, and in them
 * neither devices of closed groups nor evidence that names such a device; fields that are merely kept lose what tells of
 * a hidden device or alert. `undefined` when no alert is left. The incident's own texts, its severity and its status stay
 * those of the whole. A redirected incident has no alerts: its target decides, in the store, and then
 * {@link redirectedIncident} is what is seen.
 */
export function trimIncident(incident: Incident, exposure: Exposure, groupOf: GroupOf): Incident | undefined {
  if (exposure.kind === "everything") return incident;
  const seen = new Set(
    incident.alerts.filter((alert) => keysOfAlert(alert).some((key) => keyVisible(key, exposure, groupOf))),
  );
  if (seen.size === 0) return undefined;
  const deviceSeen = (deviceId: string) => deviceVisible(deviceId, exposure, groupOf);
  const hides = namesHidden(incident.alerts, (alert) => seen.has(alert), deviceSeen);
  const alerts = [...seen].map((alert) => trimAlert(alert, hides));
  return { ...trimKept(incident, hides), alerts };
}

/** A merged incident whose target is visible: where it went, and nothing that its document may have kept beside. */
export function redirectedIncident(incident: Incident, exposure: Exposure): Incident {
  if (exposure.kind === "everything") return incident;
  return { ...trimKept(incident, () => true), alerts: [] };
}

function trimAlert(alert: Alert, hides: NamesHidden): Alert {
  return {
    ...trimKept(alert, hides),
    customDetails: openProperties(alert.customDetails, hides),
    additionalData: openProperties(alert.additionalData, hides),
    evidence: alert.evidence.filter((evidence) => !hides(evidence)),
  };
}

/** Takes out of the kept fields of an incident or alert, and of its comments, what tells of something hidden. */
function trimKept<T extends { readonly comments: readonly Comment[]; readonly unmapped?: Unmapped }>(
  document: T,
  hides: NamesHidden,
): T {
  const comments = document.comments.map((comment) => trimUnmapped(comment, hides));
  return { ...trimUnmapped(document, hides), comments };
}

function trimUnmapped<T extends { readonly unmapped?: Unmapped }>(document: T, hides: NamesHidden): T {
  if (!document.unmapped) return document;
  const { defender, graph } = document.unmapped;
  const unmapped: Unmapped = {
    ...(defender && { defender: openProperties(defender, hides) }),
    ...(graph && { graph: openProperties(graph, hides) }),
  };
  return { ...document, unmapped };
}
