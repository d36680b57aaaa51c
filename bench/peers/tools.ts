import { spawnSync } from "node:child_process";
import { peerFile, versionOf } from "./install.ts";

/** A tool that people put in the place of Defender today. */
export interface Tool {
  readonly name: string;
  readonly packageName: string;
  readonly path: string;
  /** The configuration, by file; the incident is in it. */
  readonly files: Readonly<Record<string, string>>;
  readonly program: (port: string) => readonly string[];
  readonly unchecked: string;
}

/** The incident that all of them answer with. */
export interface SampleIncident {
  readonly id: number;
  /** As Tocsin writes it. */
  readonly json: string;
  readonly token: string;
}

const HOST = "127.0.0.1";
const NOTHING = "nothing is looked at: any caller gets it, as often as it likes";

/** The tools that this machine can run. */
export function tools(incident: SampleIncident): readonly Tool[] {
  const onNode = [prism(incident), mockoon(incident), jsonServer(incident), jsonServerNext(incident)];
  return hasJava() ? [...onNode, wiremock(incident)] : onNode;
}

/** WireMock is a jar. */
export function hasJava(): boolean {
  return spawnSync("java", ["-version"], { stdio: "ignore" }).status === 0;
}

/** One process, and no line for each request. */
function prism({ id, json }: SampleIncident): Tool {
  const document = `openapi: 3.1.0
info: { title: Incidents, version: "1" }
paths:
  /api/incidents/{id}:
    get:
      parameters:
        - { name: id, in: path, required: true, schema: { type: integer } }
      security: [{ bearer: [] }]
      responses:
        "200":
          description: The incident
          content:
            application/json:
              example: ${json}
components:
  securitySchemes: { bearer: { type: http, scheme: bearer } }
`;
  return {
    name: "Prism",
    packageName: "@stoplight/prism-cli",
    path: `/api/incidents/${id}`,
    files: { "openapi.yaml": document },
    program: (port) => [
      ...[process.execPath, peerFile("@stoplight", "prism-cli", "dist", "index.js"), "mock"],
      ...["--host", HOST, "--port", port, "--multiprocess", "false", "--verboseLevel", "error"],
      "openapi.yaml",
    ],
    unchecked:
      "that a Bearer header is there and the id a number is checked; not the token, permission, exposure or quota",
  };
}

/** Without templates, a log file and the administration interface. */
function mockoon({ id, json }: SampleIncident): Tool {
  const uuid = (last: number) => `7c1f2b0a-0000-4000-8000-00000000000${last}`;
  const response = {
    uuid: uuid(3),
    default: true,
    disableTemplating: true,
    headers: [{ key: "Content-Type", value: "application/json" }],
    body: json,
  };
  const environment = {
    uuid: uuid(1),
    name: "Incidents",
    port: 3000,
    lastMigration: 33,
    routes: [
      {
        uuid: uuid(2),
        type: "http",
        method: "get",
        endpoint: "api/incidents/:id",
        responses: [response],
      },
    ],
    rootChildren: [{ type: "route", uuid: uuid(2) }],
  };
  return {
    name: "Mockoon CLI",
    packageName: "@mockoon/cli",
    path: `/api/incidents/${id}`,
    files: { "mockoon.json": JSON.stringify(environment, null, 2) },
    program: (port) => [
      ...[process.execPath, peerFile("@mockoon", "cli", "bin", "run.js"), "start", "--data", "mockoon.json"],
      ...["--hostname", HOST, "--port", port, "--repair", "--disable-log-to-file", "--disable-admin-api"],
    ],
    unchecked: NOTHING,
  };
}

/** The version that `npm install json-server` gives. */
function jsonServer({ id, json }: SampleIncident): Tool {
  return {
    name: "json-server",
    packageName: "json-server",
    path: `/api/incidents/${id}`,
    files: { "db.json": incidentsOf(id, json), "routes.json": '{ "/api/*": "/$1" }\n' },
    program: (port) => [
      ...[process.execPath, peerFile("json-server", "lib", "cli", "bin.js"), "db.json"],
      ...["--host", HOST, "--port", port, "--routes", "routes.json", "--quiet"],
    ],
    unchecked: NOTHING,
  };
}

/** The version that its page describes; it knows no routes but its own. */
function jsonServerNext({ id, json }: SampleIncident): Tool {
  return {
    name: "json-server",
    packageName: "json-server-1",
    path: `/incidents/${id}`,
    files: { "db.json": incidentsOf(String(id), json), "public/.keep": "" },
    program: (port) => [
      ...[process.execPath, peerFile("json-server-1", "lib", "bin.js"), "db.json"],
      ...["--host", HOST, "--port", port],
    ],
    unchecked: `${NOTHING}; the path is /incidents/{id}`,
  };
}

/** As its pages advise for load: no journal of requests, no line for each; never in chunks, which is cheaper. */
function wiremock({ id, json }: SampleIncident): Tool {
  const mapping = `{
  "request": { "method": "GET", "urlPath": "/api/incidents/${id}" },
  "response": {
    "status": 200,
    "headers": { "Content-Type": "application/json" },
    "body": ${JSON.stringify(json)}
  }
}
`;
  const version = versionOf("wiremock");
  return {
    name: "WireMock",
    packageName: "wiremock",
    path: `/api/incidents/${id}`,
    files: { "mappings/incident.json": mapping },
    program: (port) => [
      ...["java", "-jar", peerFile("wiremock", "build", `wiremock-standalone-${version}.jar`)],
      ...["--bind-address", HOST, "--port", port, "--root-dir", ".", "--disable-banner"],
      ...["--no-request-journal", "--disable-request-logging", "--use-chunked-encoding", "never"],
    ],
    unchecked: NOTHING,
  };
}

function incidentsOf(id: number | string, json: string): string {
  return `{\n  "incidents": [\n    { "id": ${JSON.stringify(id)}, ${json.slice(1)}\n  ]\n}\n`;
}
