import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Launch } from "../measured-server.ts";
import { peerMb, versionOf } from "./install.ts";
import { type SampleIncident, tools } from "./tools.ts";

/** Whoever answers GET of the incident in the comparison. */
export interface Contender {
  readonly name: string;
  readonly launch: Launch;
  /** Lines of configuration that were written for it; the incident itself counts as one. */
  readonly configLines: number;
  readonly installMb: number;
  /** What it does not look at before it answers. */
  readonly unchecked: string;
  /** Processes that it needs besides its own. */
  readonly besides?: () => readonly number[];
}

/** The tools that this machine can run, each with its configuration written below `root`. */
export function contenders(root: string, incident: SampleIncident): readonly Contender[] {
  return tools(incident).map((tool) => {
    const folder = join(root, tool.packageName.replace("/", "-"));
    for (const [file, text] of Object.entries(tool.files)) write(join(folder, file), text);
    return {
      name: `${tool.name} ${versionOf(tool.packageName)}`,
      launch: {
        program: (port) => tool.program(String(port)),
        folder,
        // What the makers of express, on which most of them stand, ask for: caches on, debugging off.
        environment: { NODE_ENV: "production" },
        path: tool.path,
        token: incident.token,
      },
      configLines: Object.values(tool.files).reduce((sum, text) => sum + linesOf(text), 0),
      installMb: peerMb(tool.packageName),
      unchecked: tool.unchecked,
    };
  });
}

/** What a server on Node can come to at most: no tool, but the measure of them all. */
export function bareServer(root: string, { id, json, token }: SampleIncident): Contender {
  write(join(root, "bare", "incident.json"), json);
  const program = join(import.meta.dirname, "bare-server.ts");
  return {
    name: "bare node:http",
    launch: {
      program: (port) => [process.execPath, program, String(port), "incident.json"],
      folder: join(root, "bare"),
      path: `/api/incidents/${id}`,
      token,
    },
    configLines: 0,
    installMb: 0,
    unchecked: "sends the same bytes whatever is asked",
  };
}

export function linesOf(text: string): number {
  return text.split("\n").filter((line) => line.trim() !== "").length;
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
