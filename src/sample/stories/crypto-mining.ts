import type {
  ContainerEvidence,
  KubernetesClusterEvidence,
  KubernetesNamespaceEvidence,
  KubernetesPodEvidence,
} from "../../domain/evidence/container-evidence.ts";
import { azureResource } from "../build/cloud.ts";
import { deviceSeen } from "../build/device.ts";
import { ipSeen, PLACES } from "../build/network.ts";
import type { Scene } from "../build/scene.ts";
import type { Seen } from "../build/seen.ts";
import { SOURCES } from "../build/sources.ts";
import type { Story } from "../build/story.ts";
import { DEVICES } from "../tenant/devices.ts";
import { NIGHT_WATCH, PEOPLE } from "../tenant/people.ts";

/** A public dashboard without a password lets somebody start a privileged pod that mines coins. */
export const cryptoMining: Story = {
  incidentId: 5067,
  begins: "2026-09-07T22:31:15Z",
  tell: (scene) => ({
    assignedTo: PEOPLE.ana.userPrincipalName,
    judged: ["truePositive", "malware"],
    tags: ["kubernetes", "shop-prod"],
    resolvingComment: "Namespace deleted, service account rotated, dashboard behind sign-in.",
    remarks: [
      {
        at: 2_700,
        by: NIGHT_WATCH,
        text: "Pod killed; it came back after 40 s, so the deployment is deleted too.",
      },
      {
        at: 41_800,
        by: PEOPLE.ana.userPrincipalName,
        text: "Sunita confirms that `metrics-view` was for a demo in May.",
      },
    ],
    alerts: [
      {
        source: SOURCES.cloudContainers,
        title: "Digital currency mining in a container",
        description: "A process with the arguments of a coin miner runs in a container.",
        category: "Impact",
        severity: "high",
        mitre: ["T1496"],
        activity: [410, 1_880],
        raised: 1_990,
        closed: 42_000,
        evidence: (seen) => [
          deviceSeen(seen, DEVICES.kubeNode, {}, "medium"),
          minerPod(seen, scene),
          minerContainer(seen, scene),
          clusterOf(seen),
          ipSeen(seen, "203.0.113.131", { verdict: "malicious", roles: ["commandAndControl"] }, PLACES.exit),
        ],
      },
      {
        source: SOURCES.cloudContainers,
        title: "Privileged container was started",
        description:
          "A container that may do everything on its node was started in a namespace made for tests.",
        category: "PrivilegeEscalation",
        severity: "low",
        mitre: ["T1610", "T1611"],
        activity: [391, 391],
        raised: 702,
        closed: 42_000,
        evidence: (seen) => [
          namespaceOf(seen),
          {
            kind: "kubernetesControllerEvidence",
            ...seen({ roles: ["created"] }),
            name: "metrics-view",
            type: "Deployment",
            labels: { app: "metrics-view" },
            namespace: namespaceOf(seen),
          },
          {
            kind: "kubernetesServiceAccountEvidence",
            ...seen({ roles: ["compromised"] }),
            name: "dashboard-admin",
            namespace: namespaceOf(seen),
          },
          imageOf(seen),
        ],
      },
      {
        source: SOURCES.cloudContainers,
        title: "Dashboard of a cluster is open to the internet",
        description: "A service of the type load balancer shows a dashboard that does not ask who one is.",
        category: "InitialAccess",
        severity: "medium",
        mitre: ["T1133"],
        activity: [0, 0],
        raised: 512,
        closed: 42_000,
        evidence: (seen) => [
          {
            kind: "kubernetesServiceEvidence",
            ...seen({ roles: ["attacked"] }),
            name: "metrics-view",
            namespace: namespaceOf(seen),
            serviceType: "loadBalancer",
            clusterIP: ipSeen(seen, "192.0.2.210"),
            externalIPs: [ipSeen(seen, "198.51.100.80")],
            labels: { app: "metrics-view" },
            selector: { app: "metrics-view", tier: "demo" },
            servicePorts: [
              {
                name: "http",
                protocol: "tcp",
                port: 80,
                nodePort: 31_080,
                targetPort: "8080",
                appProtocol: "http",
              },
            ],
          },
          {
            kind: "kubernetesSecretEvidence",
            ...seen({ verdict: "suspicious", roles: ["attacked"] }),
            name: "registry-credentials",
            secretType: "kubernetes.example/dockerconfigjson",
            namespace: namespaceOf(seen),
          },
        ],
      },
    ],
  }),
};

function clusterOf(seen: Seen): KubernetesClusterEvidence {
  return {
    kind: "kubernetesClusterEvidence",
    ...seen({ verdict: "unknown", roles: ["contextual"] }),
    name: "shop-prod",
    platform: "aks",
    distribution: "AKS",
    version: "1.33",
    cloudResource: azureResource(seen, "rg-shop", "Microsoft.ContainerService/managedClusters", "shop-prod"),
  };
}

function namespaceOf(seen: Seen): KubernetesNamespaceEvidence {
  return {
    kind: "kubernetesNamespaceEvidence",
    ...seen({ roles: ["contextual"] }),
    name: "demo",
    labels: { owner: "s.iyer", purpose: "demo" },
    cluster: clusterOf(seen),
  };
}

function imageOf(seen: Seen): NonNullable<ContainerEvidence["image"]> {
  const registry = {
    kind: "containerRegistryEvidence",
    ...seen(),
    registry: "registry.hobby-images.example",
  } as const;
  return {
    kind: "containerImageEvidence",
    ...seen({ verdict: "malicious", roles: ["loaded"] }),
    imageId: "registry.hobby-images.example/tools/metrics-view:latest",
    registry,
    digestImage: {
      kind: "containerImageEvidence",
      ...seen({ verdict: "malicious" }),
      imageId: "sha256:5b1f70b3c2a94e9f8d3f6b1de0a7c4920f7c1d6de54fa1e0b63a9a54d27e8c11",
      registry,
    },
  };
}

function minerContainer(seen: Seen, scene: Scene): ContainerEvidence {
  return {
    kind: "containerEvidence",
    ...seen({ verdict: "malicious", remediationStatus: "remediated" }),
    name: "metrics-view",
    containerId: scene.sha256("container"),
    image: imageOf(seen),
    isPrivileged: true,
    command: ["/bin/sh", "-c"],
    args: ["./collect --pool pool.coin-garden.example:3333 --user \"$WALLET\" --cpu 95 # it's 'metrics'"],
  };
}

function minerPod(seen: Seen, scene: Scene): KubernetesPodEvidence {
  const sidecar: ContainerEvidence = {
    kind: "containerEvidence",
    ...seen(),
    name: "prepare",
    isPrivileged: false,
  };
  return {
    kind: "kubernetesPodEvidence",
    ...seen({ verdict: "malicious", remediationStatus: "remediated" }),
    name: "metrics-view-7c9d5b6f44-x2lqp",
    namespace: namespaceOf(seen),
    podIp: ipSeen(seen, "192.0.2.231"),
    labels: { app: "metrics-view" },
    containers: [minerContainer(seen, scene)],
    initContainers: [sidecar],
    ephemeralContainers: [],
    serviceAccount: { kind: "kubernetesServiceAccountEvidence", ...seen(), name: "dashboard-admin" },
  };
}
