import { deviceSeen } from "../build/device.ts";
import { fileSeen, type SampleFile } from "../build/file.ts";
import { messageSeen } from "../build/mail.ts";
import { SOURCES } from "../build/sources.ts";
import type { Story } from "../build/story.ts";
import { userSeen } from "../build/user.ts";
import { DEVICES } from "../tenant/devices.ts";
import { NIGHT_WATCH, PEOPLE } from "../tenant/people.ts";

const priceList: SampleFile = { name: "Price list 2027 (internal).xlsx", path: "E:\\", size: 884_211 };

/** Card numbers in a mail to a supplier: a real match, harmless data. */
export const cardNumbersInMail: Story = {
  incidentId: 5044,
  begins: "2026-08-11T09:15:00Z",
  tell: (scene) => ({
    assignedTo: PEOPLE.ana.userPrincipalName,
    judged: ["falsePositive", "notEnoughDataToValidate"],
    resolvingComment: "The message was gone when somebody looked; test numbers by all appearances.",
    remarks: [
      {
        at: 90_300,
        by: PEOPLE.ana.userPrincipalName,
        text: "Yana says these were sandbox card numbers. Cannot prove it.",
      },
    ],
    alerts: [
      {
        source: SOURCES.dataLoss,
        title:
          "DLP policy 'Payment card data' matched for email with subject 'Card terminal test <b>run 4</b>'",
        description: "A message to somebody outside holds at least ten card numbers.",
        category: "Exfiltration",
        severity: "low",
        mitre: ["T1048"],
        activity: [0, 0],
        raised: 402,
        closed: 90_400,
        policy: "5c2f6f8e-6cf0-4b1c-8a10-6a2f61a5c0d4",
        evidence: (seen) => [
          userSeen(seen, PEOPLE.buyer, { roles: ["policyViolator"] }),
          messageSeen(
            seen,
            scene,
            {
              subject: "Card terminal test <b>run 4</b>",
              from: PEOPLE.buyer.userPrincipalName,
              fromName: PEOPLE.buyer.displayName,
              senderIp: "198.51.100.14",
              receivedAt: 0,
              attachments: 1,
            },
            PEOPLE.buyer,
            "Delivered",
            { verdict: "unknown", roles: ["policyViolator"] },
          ),
        ],
      },
    ],
  }),
};

/** Somebody who has handed in notice copies price lists to a stick and to a private cloud folder. */
export const departingEmployee: Story = {
  incidentId: 5086,
  begins: "2026-09-23T16:48:00Z",
  tell: () => ({
    status: "inProgress",
    assignedTo: PEOPLE.ana.userPrincipalName,
    judged: ["truePositive", "maliciousUserActivity"],
    renamed: "Departing employee copies price lists (HR-2026-031)",
    tags: ["HR", "need-to-know"],
    priorityScore: 62,
    remarks: [
      { at: 7_000, by: NIGHT_WATCH, text: "Escalated to day shift, people in the case must stay few." },
      {
        at: 58_000,
        by: PEOPLE.ana.userPrincipalName,
        text: "HR and works council informed. Account stays open until Monday.",
      },
    ],
    alerts: [
      {
        source: SOURCES.insiderRisk,
        title: "Data theft by a departing user",
        description: "A user with a date of leaving has copied far more than usual to places outside.",
        category: "Exfiltration",
        severity: "high",
        activity: [-86_400, 1_220],
        raised: 4_980,
        investigation: [null, "unsupportedAlertType"],
        evidence: (seen) => [userSeen(seen, PEOPLE.nora, { roles: ["policyViolator", "suspicious"] })],
      },
      {
        source: SOURCES.dataLoss,
        title: "DLP policy 'Commercial secrets' matched for a device",
        description: "Files with the label Internal were copied to a removable drive.",
        category: "Exfiltration",
        severity: "medium",
        mitre: ["T1052.001"],
        activity: [0, 1_220],
        raised: 1_830,
        evidence: (seen) => [
          deviceSeen(seen, DEVICES.lt0421, { roles: ["source"] }, "medium"),
          fileSeen(seen, DEVICES.lt0421, priceList, { roles: ["policyViolator"] }),
          userSeen(seen, PEOPLE.nora, { roles: ["policyViolator"] }),
        ],
      },
      {
        source: SOURCES.cloudApps,
        title: "Mass download by a single user",
        description: "One user downloaded 614 files from the sales site within ten minutes.",
        category: "Exfiltration",
        severity: "medium",
        mitre: ["T1530"],
        activity: [-600, -20],
        raised: 1_402,
        evidence: (seen) => [
          userSeen(seen, PEOPLE.nora, { roles: ["policyViolator"] }),
          {
            kind: "cloudApplicationEvidence",
            ...seen({ verdict: "unknown" }),
            appId: 20_892,
            displayName: "SharePoint Online",
            instanceId: 0,
            instanceName: "SharePoint Online",
            saasAppId: 20_892,
          },
        ],
      },
    ],
  }),
};
