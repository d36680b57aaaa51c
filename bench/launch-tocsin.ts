import { join } from "node:path";
import type { Launch } from "./measured-server.ts";
import { configFile } from "./tenant.ts";

const PROGRAM = join(import.meta.dirname, "..", "bin", "tocsin");

/** Tocsin as its users start it, with everything on and every write flushed. */
export function launchTocsin(
  where: { readonly folder: string; readonly url?: string },
  request: { readonly path: string; readonly token: string },
): Launch {
  const { folder, url } = where;
  const data = url === undefined ? ["--data", folder] : ["--data", url, "--keys", folder];
  return {
    program: (port) => [
      ...[PROGRAM, "serve", "--stand-in", "--durability", "full", "--port", String(port)],
      ...data,
      ...["--config", configFile(folder)],
    ],
    folder,
    ...request,
  };
}
