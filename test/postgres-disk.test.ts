import assert from "node:assert/strict";
import { appendFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { asVendor, Cluster, filledDatabase, patch } from "./cluster/cluster.ts";
import { tokenOfApplication } from "./cluster/tenants.ts";
import { type SmallDisk, startOnSmallDisk } from "./fixtures/postgres.ts";
import { canHaveOwnDisk } from "./fixtures/postgres-programs.ts";
import { NORTHWIND, operatorOf } from "./fixtures/scopes.ts";
import type { RunningServer } from "./fixtures/tocsin.ts";

/** A node whose database is on a disk that is full for a while: issue 4, line 6. */

const DISK = "48m";
const BLOCK = Buffer.alloc(8_192);
const INCIDENT = "/api/incidents/1";

const skip = canHaveOwnDisk() ? false : "a disk of its own cannot be had here";

describe("a database whose disk is full", { skip }, () => {
  let disk: SmallDisk;
  let cluster: Cluster;
  let node: RunningServer;
  let token: string;
  before(async () => {
    disk = await startOnSmallDisk(DISK);
    cluster = new Cluster(await filledDatabase(disk));
    node = await cluster.startNode();
    token = await cluster.token(tokenOfApplication(NORTHWIND));
  });
  after(async () => {
    await cluster?.stop();
    await disk?.stop();
  });

  const ballast = () => join(disk.path, "ballast");
  /** Takes every block that is left. */
  const fill = () => {
    try {
      for (;;) appendFileSync(ballast(), BLOCK);
    } catch (error) {
      assert.ok(error instanceof Error && "code" in error && error.code === "ENOSPC", String(error));
    }
  };
  const remarks = async (): Promise<readonly string[]> => {
    const { status, body } = await asVendor(node.origin, INCIDENT, { token });
    assert.equal(status, 200, body);
    return JSON.parse(body).comments.map(({ comment }: { comment: string }) => comment);
  };
  /** Lines are kept back for a moment and written together. */
  const untilLogged = async (words: RegExp) => {
    for (let tries = 0; !words.test(node.stderr()); tries++) {
      assert.ok(tries < 250, "nothing was logged");
      await delay(20);
    }
  };
  const large = (name: string) => `${name} ${"x".repeat(29_000)}`;

  test("refuses what does not fit, keeps nothing of it, is read on, and writes again when there is room", async () => {
    fill();
    const written: string[] = [];
    let refused = 0;
    // The pages that the tables have already take some more.
    for (let number = 1; refused < 5 && number < 200; number++) {
      const comment = large(`write ${number}`);
      const answer = await patch(node.origin, INCIDENT, token, { comment });
      if (answer.status === 200) {
        written.push(comment);
        continue;
      }
      refused++;
      assert.equal(answer.status, 503, answer.body);
      assert.match(String(answer.headers["retry-after"]), /^[1-9]\d*$/);
      assert.deepEqual(await remarks(), written);
    }
    assert.equal(refused, 5, "the disk was never full");
    await untilLogged(/disk is full/);
    assert.equal((await asVendor(node.origin, "/api/incidents", { token })).status, 200);
    assert.equal((await asVendor(node.origin, "/health/ready")).status, 200);
    rmSync(ballast());
    assert.equal((await patch(node.origin, INCIDENT, token, { comment: "after" })).status, 200);
    assert.deepEqual(await remarks(), [...written, "after"]);
    const store = await cluster.openStore();
    assert.deepEqual(await store.changes.verify(operatorOf(NORTHWIND)), []);
    await store.close();
  });
});
