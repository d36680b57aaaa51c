import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { print } from "../table.ts";

/** What package-lock.json says of each installed folder. */
interface Lock {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

interface LockedPackage {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const PEERS = import.meta.dirname;
const PROJECT = join(PEERS, "..", "..");
const MEGABYTE = 1_000_000;

/** Installs the peers beside this file on first use. Their install scripts do not run: one of them reports to its maker. */
export function installPeers(): void {
  if (existsSync(join(PEERS, "node_modules", ".package-lock.json"))) return;
  print("installing the peers (npm ci --prefix bench/peers)");
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  execFileSync(npm, ["ci", "--prefix", PEERS, "--ignore-scripts"], { stdio: "inherit" });
}

export function peerFile(...path: readonly string[]): string {
  return join(PEERS, "node_modules", ...path);
}

export function versionOf(name: string): string {
  const { version }: { readonly version: string } = JSON.parse(
    readFileSync(peerFile(name, "package.json"), "utf8"),
  );
  return version;
}

/** Megabytes on disk of a peer with all that it depends on, without the runtime (Node or Java). */
export function peerMb(name: string): number {
  return installedMb(PEERS, [join("node_modules", name)]);
}

/** The same for Tocsin: its sources, and what `npm ci --omit=dev` installs. */
export function tocsinMb(): number {
  const own = ["src", "bin"].map((name) => bytesIn(join(PROJECT, name)));
  return own.reduce((sum, bytes) => sum + bytes, 0) / MEGABYTE + installedMb(PROJECT, [""]);
}

function installedMb(root: string, wanted: readonly string[]): number {
  const { packages }: Lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
  const found = new Set(wanted);
  for (const folder of found) {
    const { dependencies, optionalDependencies } = packages[folder] ?? {};
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
      const at = resolved(root, folder, name);
      if (at !== undefined) found.add(at);
    }
  }
  found.delete("");
  return [...found].reduce((sum, folder) => sum + bytesIn(join(root, folder)), 0) / MEGABYTE;
}

/** Where Node finds a dependency: beside the package, or in a node_modules above. Optional ones may be nowhere. */
function resolved(root: string, folder: string, name: string): string | undefined {
  for (let above = folder; ; above = dirname(above)) {
    const at = join(above, "node_modules", name);
    if (existsSync(join(root, at))) return at;
    if (above === "" || above === ".") return undefined;
  }
}

/** Without nested packages, which are counted by themselves. */
function bytesIn(folder: string): number {
  return readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === "node_modules" ? sum : sum + bytesIn(path);
    return entry.isFile() ? sum + statSync(path).size : sum;
  }, 0);
}
