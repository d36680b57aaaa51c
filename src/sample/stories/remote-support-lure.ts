import { deviceSeen } from "../build/device.ts";
import { fileSeen, type SampleFile, SYSTEM_FILES } from "../build/file.ts";
import { ipSeen, PLACES, urlSeen } from "../build/network.ts";
import { processSeen, startProcess } from "../build/process.ts";
import { SOURCES } from "../build/sources.ts";
import type { Story } from "../build/story.ts";
import { userSeen } from "../build/user.ts";
import { DEVICES } from "../tenant/devices.ts";
import { PEOPLE } from "../tenant/people.ts";

const remote: SampleFile = {
  name: "QuickHelp-client.exe",
  path: "C:\\Users\\brahimi\\Downloads",
  size: 9_330_688,
};
const link = "https://quickhelp-download.example/c/northwind";

/** "This is IT, your mailbox is full": a chat from outside talks somebody in finance into a remote session. */
export const remoteSupportLure: Story = {
  incidentId: 5129,
  begins: "2026-10-26T09:02:12Z",
  tell(scene) {
    const session = startProcess(scene, {
      on: DEVICES.lt0219,
      file: remote,
      commandLine: `"C:\\Users\\brahimi\\Downloads\\QuickHelp-client.exe" --code 417-209 --from "IT \\"Help\\" Desk"`,
      at: 1_260,
      as: PEOPLE.bashir,
      parent: SYSTEM_FILES.browser,
    });
    return {
      status: "inProgress",
      assignedTo: PEOPLE.ana.userPrincipalName,
      judged: ["truePositive", "phishing"],
      tags: ["vishing", "chat"],
      remarks: [
        {
          at: 4_400,
          by: PEOPLE.ana.userPrincipalName,
          text: "Laptop isolated 14 minutes into the session. Checking what was typed.",
        },
      ],
      alerts: [
        {
          source: SOURCES.mail,
          title: "Chat message from outside that poses as IT",
          description: "A chat from a new tenant with a name like the own helpdesk's.",
          category: "InitialAccess",
          severity: "medium",
          mitre: ["T1566.003"],
          activity: [0, 600],
          raised: 902,
          investigation: [126, "terminated"],
          evidence: (seen) => [
            {
              kind: "teamsMessageEvidence",
              ...seen({ verdict: "malicious", roles: ["source"] }),
              campaignId: scene.guid("campaign"),
              channelId: "",
              deliveryAction: "delivered",
              deliveryLocation: "teams",
              files: [],
              groupId: "",
              isExternal: true,
              isOwned: false,
              lastModifiedDateTime: scene.second(2),
              messageDirection: "inbound",
              messageId: "1793005332114",
              owningTenantId: scene.guid("tenant of the caller"),
              parentMessageId: "1793005332114",
              receivedDateTime: scene.second(0),
              recipients: [PEOPLE.bashir.userPrincipalName],
              senderFromAddress: "helpdesk@it-northwind-support.example",
              senderIP: "203.0.113.12",
              sourceAppName: "Chat",
              sourceId: scene.guid("chat source"),
              subject: "‼️ Mailbox 99 % full — صندوق البريد ممتلئ",
              suspiciousRecipients: [PEOPLE.bashir.userPrincipalName],
              threadId: `19:${scene.guid("thread")}@thread.example`,
              threadType: "chat",
              urls: [urlSeen(seen, link, { verdict: "malicious" })],
            },
            userSeen(seen, PEOPLE.bashir, { roles: ["attacked"] }),
          ],
        },
        {
          source: SOURCES.endpoint,
          title: "Remote support program was started from a download folder",
          description:
            "A program for remote support that Northwind does not use connected to a server outside.",
          category: "CommandAndControl",
          severity: "high",
          mitre: ["T1219"],
          activity: [1_260, 1_402],
          raised: 1_420,
          investigation: [127, "partiallyInvestigated"],
          evidence: (seen) => [
            deviceSeen(seen, DEVICES.lt0219, {}, "high"),
            processSeen(seen, session, { remediationStatus: "remediated" }),
            fileSeen(seen, DEVICES.lt0219, remote, { remediationStatus: "active" }),
            ipSeen(seen, "203.0.113.12", { roles: ["commandAndControl"] }, PLACES.hosting),
          ],
        },
      ],
    };
  },
};
