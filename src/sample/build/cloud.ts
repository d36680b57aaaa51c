import type {
  AzureResourceEvidence,
  BlobContainerEvidence,
  BlobEvidence,
} from "../../domain/evidence/cloud-evidence.ts";
import { guidOf, md5Of, sha256Of } from "../invented-ids.ts";
import type { Marks, Seen } from "./seen.ts";

const SUBSCRIPTION = guidOf("subscription production");

/** A resource of the one subscription that Northwind has; `resourceType` is `Provider/type`. */
export function azureResource(
  seen: Seen,
  group: string,
  resourceType: string,
  resourceName: string,
  marks: Marks = {},
): AzureResourceEvidence {
  return {
    kind: "azureResourceEvidence",
    ...seen(marks),
    resourceId: `/subscriptions/${SUBSCRIPTION}/resourceGroups/${group}/providers/${resourceType}/${resourceName}`,
    resourceName,
    resourceType,
  };
}

export function blobContainer(seen: Seen, account: string, name: string): BlobContainerEvidence {
  return {
    kind: "blobContainerEvidence",
    ...seen({ verdict: "unknown", roles: ["contextual"] }),
    name,
    storageResource: azureResource(seen, "rg-media", "Microsoft.Storage/storageAccounts", account),
    url: `https://${account}.blob.storage.example/${name}`,
  };
}

export function blob(
  seen: Seen,
  container: BlobContainerEvidence,
  name: string,
  marks: Marks = {},
): BlobEvidence {
  return {
    kind: "blobEvidence",
    ...seen(marks),
    name,
    blobContainer: container,
    etag: `0x8D${md5Of(`etag ${name}`).slice(0, 13).toUpperCase()}`,
    fileHashes: [
      { algorithm: "md5", value: md5Of(`blob ${name}`) },
      { algorithm: "sha256", value: sha256Of(`blob ${name}`) },
    ],
    url: `${container.url}/${encodeURIComponent(name)}`,
  };
}
