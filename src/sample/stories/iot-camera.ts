import { azureResource } from "../build/cloud.ts";
import { deviceSeen } from "../build/device.ts";
import { connectionSeen, ipSeen, urlSeen } from "../build/network.ts";
import { SOURCES } from "../build/sources.ts";
import type { Story } from "../build/story.ts";
import { DEVICES } from "../tenant/devices.ts";
import { PEOPLE } from "../tenant/people.ts";

const MAC = "00-00-5E-00-53-1A";

/** A camera over the loading dock looks for others of its kind. */
export const iotCamera: Story = {
  incidentId: 5079,
  begins: "2026-09-16T02:51:00Z",
  tell: (scene) => ({
    status: "inProgress",
    assignedTo: PEOPLE.ana.userPrincipalName,
    tags: ["OT"],
    remarks: [
      {
        at: 22_000,
        by: PEOPLE.ana.userPrincipalName,
        text: "Port on the switch is shut. Facilities order a new camera.",
      },
    ],
    alerts: [
      {
        source: SOURCES.cloudIoT,
        title: "Camera scans its network",
        description: "A device that should only stream video opens connections to many neighbours.",
        category: "Discovery",
        severity: "medium",
        mitre: ["T1046"],
        activity: [0, 1_100],
        raised: 1_302,
        updated: 22_000,
        evidence: (seen) => [
          deviceSeen(seen, DEVICES.printer, { roles: ["scanned", "destination"], detailedRoles: [] }),
          {
            kind: "ioTDeviceEvidence",
            ...seen({ roles: ["source"] }),
            deviceId: scene.guid("camera"),
            deviceName: "dock-cam-4",
            devicePageLink: "https://iot.northwind.example/devices/dock-cam-4",
            deviceType: "Camera",
            deviceSubType: "IP camera",
            importance: "normal",
            ioTHub: azureResource(seen, "rg-factory", "Microsoft.Devices/IotHubs", "nw-dock-hub"),
            ioTSecurityAgentId: scene.guid("agent"),
            ipAddress: ipSeen(seen, "192.0.2.188"),
            isAuthorized: true,
            isProgramming: false,
            isScanner: true,
            macAddress: MAC,
            manufacturer: "Lookout Optics",
            model: "LO-220",
            nics: [
              {
                kind: "nicEvidence",
                ...seen(),
                macAddress: MAC,
                ipAddress: ipSeen(seen, "192.0.2.188"),
                vlans: ["dock-40"],
              },
            ],
            operatingSystem: "LookOS 3",
            owners: ["facilities@northwind.example"],
            protocols: ["RTSP", "HTTP"],
            purdueLayer: "ProcessControl",
            sensor: "sensor-dock",
            serialNumber: "LO220-00417",
            site: "Hamburg",
            source: "Network sensor",
            sourceRef: urlSeen(seen, "https://iot.northwind.example/sensors/sensor-dock"),
            zone: "Loading dock",
          },
          connectionSeen(seen, {
            from: "192.0.2.188",
            fromPort: 40_111,
            to: DEVICES.printer.lastIpAddress,
            toPort: 9_100,
          }),
        ],
      },
      {
        source: SOURCES.cloudIoT,
        title: "Network card of a camera changed its segment",
        description: "A card was seen in a segment where it has no business.",
        category: "LateralMovement",
        severity: "low",
        activity: [1_150, 1_150],
        raised: 1_480,
        evidence: (seen) => [
          {
            kind: "nicEvidence",
            ...seen({ roles: ["source"] }),
            macAddress: MAC,
            ipAddress: ipSeen(seen, "192.0.2.188"),
            vlans: ["dock-40", "office-10"],
          },
        ],
      },
    ],
  }),
};
