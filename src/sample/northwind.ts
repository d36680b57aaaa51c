import type { Incident } from "../domain/incident/incident.ts";
import { incidentsOf } from "./build/incident.ts";
import type { Story } from "./build/story.ts";
import { aiAgent } from "./stories/ai-agent.ts";
import { unusedApp } from "./stories/app-governance.ts";
import { businessMailCompromise } from "./stories/business-mail-compromise.ts";
import { cloudKeys } from "./stories/cloud-keys.ts";
import { consentPhishing } from "./stories/consent-phishing.ts";
import { credentialAccess } from "./stories/credential-access.ts";
import { cryptoMining } from "./stories/crypto-mining.ts";
import { customDetection } from "./stories/custom-detection.ts";
import { cardNumbersInMail, departingEmployee } from "./stories/data-loss.ts";
import { domainTakeover } from "./stories/domain-takeover.ts";
import { driveByDownload, turnedFileName } from "./stories/drive-by-download.ts";
import { impossibleTravel } from "./stories/impossible-travel.ts";
import { iotCamera } from "./stories/iot-camera.ts";
import { leakedKey } from "./stories/leaked-key.ts";
import { agentRollout, longCommandLine } from "./stories/line-of-business.ts";
import { mailFalsePositive } from "./stories/mail-false-positive.ts";
import { passwordSpray } from "./stories/password-spray.ts";
import { phishingCampaign } from "./stories/phishing-campaign.ts";
import { ransomware } from "./stories/ransomware.ts";
import { remoteSupportLure } from "./stories/remote-support-lure.ts";
import { routineAntivirus } from "./stories/routine-antivirus.ts";
import { routineMail } from "./stories/routine-mail.ts";
import { routineSignIns } from "./stories/routine-sign-ins.ts";
import { antivirusTest, redTeam } from "./stories/security-testing.ts";
import { sentinelRules } from "./stories/sentinel-rules.ts";
import { sqlInjection } from "./stories/sql-injection.ts";
import { sshBruteForce } from "./stories/ssh-brute-force.ts";
import { storageMalware } from "./stories/storage-malware.ts";
import { threatExperts } from "./stories/threat-experts.ts";
import { threatIntelligence } from "./stories/threat-intelligence.ts";
import { packedFiles, triagedReport } from "./stories/today.ts";
import { unwantedSoftware } from "./stories/unwanted-software.ts";
import { usbPersistence } from "./stories/usb-persistence.ts";
import { vaultAccess } from "./stories/vault-access.ts";
import { webShell } from "./stories/web-shell.ts";
import { northwindTenant, type SampleTenant } from "./tenant/northwind-tenant.ts";

/** "NW". */
const SEED = 0x4e57;

const STORIES: readonly Story[] = [
  ...routineAntivirus,
  ...routineMail,
  ...routineSignIns,
  unwantedSoftware,
  antivirusTest,
  phishingCampaign,
  passwordSpray,
  longCommandLine,
  impossibleTravel,
  usbPersistence,
  storageMalware,
  cardNumbersInMail,
  customDetection,
  consentPhishing,
  unusedApp,
  sqlInjection,
  agentRollout,
  cryptoMining,
  redTeam,
  businessMailCompromise,
  iotCamera,
  sentinelRules,
  departingEmployee,
  mailFalsePositive,
  domainTakeover,
  leakedKey,
  cloudKeys,
  threatIntelligence,
  aiAgent,
  credentialAccess,
  remoteSupportLure,
  driveByDownload,
  threatExperts,
  webShell,
  vaultAccess,
  ransomware,
  sshBruteForce,
  turnedFileName,
  triagedReport,
  packedFiles,
];

/**
 * The sample tenant: about sixty incidents from July to 20 November 2026, by ascending id. The same seed gives the same
 * bytes on every machine; another seed gives other ids and fractions of seconds to the same stories.
 */
export function northwind(seed = SEED): {
  readonly tenant: SampleTenant;
  readonly incidents: readonly Incident[];
} {
  return { tenant: northwindTenant, incidents: northwindIncidents(seed) };
}

/** The incidents of the sample tenant alone. */
export function northwindIncidents(seed = SEED): readonly Incident[] {
  return STORIES.flatMap((story) => incidentsOf(story, seed)).toSorted((a, b) => a.incidentId - b.incidentId);
}
