import { ClientSecretCredential } from "@azure/identity";
import { Client } from "@microsoft/microsoft-graph-client";

/**
 * A client as people write it for the vendor: no setting says that it talks to anything else. Run with HTTPS_PROXY and
 * NODE_EXTRA_CA_CERTS, it must work against a local Tocsin. Prints what it read as JSON.
 */

const [tenantId = "", clientId = "", clientSecret = "", incidentId = ""] = process.argv.slice(2);
const credential = new ClientSecretCredential(tenantId, clientId, clientSecret);
const scope = "https://api.security.microsoft.com/.default";
const { token } = (await credential.getToken(scope)) ?? { token: "" };
const client = Client.init({
  baseUrl: "https://api.security.microsoft.com/",
  defaultVersion: "api",
  customHosts: new Set(["api.security.microsoft.com"]),
  authProvider: (done) => done(null, token),
});
const incident: unknown = await client.api(`/incidents/${incidentId}`).get();
const elsewhere = await fetch("https://example.com/").then(
  ({ status }) => `answered ${status}`,
  (error: unknown) => `refused: ${error instanceof Error ? String(error.cause ?? error) : "?"}`,
);
process.stdout.write(JSON.stringify({ incident, elsewhere }));
