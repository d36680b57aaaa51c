import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, cpSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { systemClock } from "../src/cli/context.ts";
import { northwindTenant } from "../src/sample/tenant/northwind-tenant.ts";
import { openSqliteStore } from "../src/store/sqlite/store.ts";
import { RENDERERS } from "../src/wire/renderers.ts";
import { ask } from "./fixtures/ask.ts";
import { operatorOf } from "./fixtures/scopes.ts";
import { temporaryFolder } from "./fixtures/tocsin.ts";

/** A whole server on a small disk of its own, which is full for a while (issue 4, line 8). */

const OWN_MOUNTS = ["--user", "--map-root-user", "--mount"] as const;
const DISK = "12m";
const BLOCK = 4_096;
const PROGRAM = join(import.meta.dirname, "..", "bin", "tocsin");
const SERVE = `mount -t tmpfs -o size=${DISK} tmpfs "$1" && mkdir "$1/data" &&
  exec "$2" serve --stand-in --port 0 --data "$1/data" --durability full --quotas off --log-level error`;

/** Only Linux can, and not everywhere. */
const { status } = spawnSync("unshare", [...OWN_MOUNTS, "mount", "-t", "tmpfs", "tmpfs", "/mnt"]);
const skip = status === 0 ? false : "a disk of its own cannot be had here";

describe("a server whose disk is full", { skip }, () => {
  const folder = temporaryFolder("full-disk");
  const mount = join(folder.path, "disk");
  let child: ChildProcess;
  let origin: string;
  let token: string;
  /** The disk, seen from here. */
  let disk: string;
  let incident: number;

  before(async () => {
    mkdirSync(mount);
    const started = spawn("unshare", [...OWN_MOUNTS, "sh", "-c", SERVE, "sh", mount, PROGRAM]);
    child = started;
    started.stderr.resume();
    let said = "";
    started.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      said += chunk;
    });
    const ended = once(started, "close");
    while (!/http:\/\/\S+\s/.test(said)) {
      const event = await Promise.race([once(started.stdout, "data"), ended.then(() => "ended")]);
      if (event === "ended") throw new Error("the server ended");
    }
    origin = /http:\/\/\S+/.exec(said)?.[0] ?? "";
    disk = `/proc/${started.pid}/root${mount}`;
    token = await tokenOf(origin);
    const list = await ask(origin, "/api/incidents?$top=1&$filter=status%20eq%20'Active'", { token });
    incident = JSON.parse(list.body).value[0].incidentId;
  });
  after(() => {
    child?.kill("SIGKILL");
    folder.remove();
  });

  const patch = (comment: string) =>
    ask(origin, `/api/incidents/${incident}`, {
      method: "PATCH",
      token,
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ comment }),
    });
  const remarks = async (): Promise<readonly string[]> => {
    const { status, body } = await ask(origin, `/api/incidents/${incident}`, { token });
    assert.equal(status, 200, body);
    return JSON.parse(body).comments.map(({ comment }: { comment: string }) => comment);
  };
  /** Takes every block that is left. */
  const fill = () => {
    const block = Buffer.alloc(BLOCK);
    try {
      for (;;) appendFileSync(join(disk, "ballast"), block);
    } catch (error) {
      assert.ok(error instanceof Error && "code" in error && error.code === "ENOSPC", String(error));
    }
  };
  /** The log has blocks of its own, which are used up first. */
  const fillUp = async () => {
    fill();
    for (let tries = 0; tries < 500; tries++) if ((await patch(large("filling"))).status !== 200) return;
    assert.fail("the disk is never full");
  };
  const large = (name: string) => `${name} ${"x".repeat(29_000)}`;

  test("refuses writes, keeps nothing of them, is read on, and writes again when there is room", async () => {
    assert.equal((await patch(large("before"))).status, 200);
    await fillUp();
    const kept = await remarks();
    for (let time = 0; time < 5; time++) {
      const refused = await patch(large("during"));
      assert.equal(refused.status, 503, refused.body);
      assert.equal(JSON.parse(refused.body).error.code, "ServiceUnavailable");
      assert.match(String(refused.headers["retry-after"]), /^[1-9]\d*$/);
      assert.deepEqual(await remarks(), kept);
    }
    assert.equal((await ask(origin, "/api/incidents?$top=100", { token })).status, 200);
    rmSync(join(disk, "ballast"));
    assert.equal((await patch(large("after"))).status, 200);
    assert.deepEqual(await remarks(), [...kept, large("after")]);
  });

  test("leaves a sound database behind when it is cut off", async () => {
    await fillUp();
    assert.equal((await patch(large("cut off"))).status, 503);
    const kept = await remarks();
    const copy = join(folder.path, "copy");
    cpSync(join(disk, "data"), copy, { recursive: true });
    const scope = operatorOf(northwindTenant.id);
    const store = openSqliteStore({
      folder: copy,
      renderers: RENDERERS,
      clock: systemClock,
      role: "server",
    });
    try {
      assert.deepEqual(await store.integrity(), []);
      assert.deepEqual(await store.changes.verify(scope), []);
      const { comments = [] } = (await store.incidents.get(scope, incident)) ?? {};
      assert.deepEqual(
        comments.map(({ comment }) => comment),
        kept,
      );
    } finally {
      await store.close();
    }
  });
});

async function tokenOf(origin: string): Promise<string> {
  const automation = northwindTenant.apps.find(({ permissions = [] }) =>
    permissions.includes("Incident.ReadWrite.All"),
  );
  const form = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: automation?.appId ?? "",
    client_secret: automation?.secret ?? "",
    scope: "https://api.security.microsoft.com/.default",
  });
  const answer = await ask(origin, `/${northwindTenant.id}/oauth2/v2.0/token`, {
    method: "POST",
    headers: { "Content-Type": "application/x-www-form-urlencoded" },
    body: String(form),
  });
  return JSON.parse(answer.body).access_token;
}
