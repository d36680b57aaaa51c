import assert from "node:assert/strict";
import { closeSync, cpSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { after, before, describe, test } from "node:test";
import { CONTOSO, fillFolder, TENANTS } from "../../../test/fixtures/filled-store.ts";
import { startPostgres, type TestPostgres } from "../../../test/fixtures/postgres.ts";
import { FABRIKAM, NORTHWIND } from "../../../test/fixtures/scopes.ts";
import { systemClock as clock } from "../../cli/context.ts";
import { defenderRenderer } from "../../wire/defender/writer.ts";
import type { Renderer } from "../contract.ts";
import { copied, openSource, SMALL } from "../copy/copying.fixture.ts";
import { type Reading, reading } from "../copy/ends.ts";
import { postgresPages } from "../postgres/pages.ts";
import { openSession, type Session } from "../postgres/session.ts";
import { Connection } from "../sqlite/connection.ts";
import { sqlitePages } from "../sqlite/page-plan.ts";
import type { Finding } from "./finding.ts";
import { verifyStore } from "./verify-store.ts";

const renderers: readonly Renderer[] = [defenderRenderer];
const CHECKS = [
  "change chain",
  "relations",
  "redirects",
  "devices",
  "documents",
  "texts",
  "exposure",
  "visibility",
  "originals",
];

let root: string;
let folder: string;
before(async () => {
  root = mkdtempSync(join(tmpdir(), "tocsin-verify-"));
  folder = join(root, "data");
  await fillFolder(folder);
});
after(() => rmSync(root, { recursive: true, force: true }));

async function findingsOf(store: Reading, forms = renderers): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for await (const finding of verifyStore(store, forms, { bounds: SMALL })) findings.push(finding);
  return findings;
}

/** A way to damage the store in a transaction that is taken back in the end. */
interface Patient {
  damaged<T>(sql: string, work: (store: Reading) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

function sqlitePatient(): Patient {
  const connection = new Connection(new DatabaseSync(join(folder, "tocsin.db")));
  const store = reading("sqlite", sqlitePages, async (steps) => connection.run(steps));
  return {
    async damaged(sql, work) {
      connection.exec(`begin; ${sql}`);
      try {
        return await work(store);
      } finally {
        connection.exec("rollback");
      }
    },
    close: async () => connection.close(),
  };
}

function postgresPatient(session: Session): Patient {
  const store = reading("postgres", postgresPages, (steps) => session.run(steps));
  return {
    async damaged(sql, work) {
      await session.exec(`begin; ${sql}`);
      try {
        return await work(store);
      } finally {
        await session.exec("rollback");
      }
    },
    close: () => session.close(),
  };
}

const IN = (tenantId: string) => `tenant_id = '${tenantId}'`;
const A_DEVICE = `${IN(CONTOSO)} and device_id = 'c3'`;
const AN_ALERT = `${IN(CONTOSO)} and alert_id = 'da3'`;
const AN_INCIDENT = `${IN(CONTOSO)} and incident_id = 4`;

/** Each kind of damage, the check that finds it, and what it says. */
const DAMAGES: readonly (readonly [string, string, check: string, words: RegExp])[] = [
  [
    "an altered change",
    `update changes set actor = 'x' where ${IN(CONTOSO)} and sequence = 9`,
    "change chain",
    /change 9: its content does not fit its hash/,
  ],
  [
    "a removed change",
    `delete from changes where ${IN(CONTOSO)} and sequence = 9`,
    "change chain",
    /change 10: rows from 9 are missing/,
  ],
  [
    "changes that were swapped",
    `update changes set sequence = -1 where ${IN(CONTOSO)} and sequence = 9; update changes set sequence = 9 where ${IN(CONTOSO)} and sequence = 10; update changes set sequence = 10 where ${IN(CONTOSO)} and sequence = -1`,
    "change chain",
    /change 9: its content/,
  ],
  [
    "an incident whose change is gone",
    `update incidents set version = 999999 where ${AN_INCIDENT}`,
    "relations",
    /incidents 4 at change 999999 without its row of changes/,
  ],
  [
    "an alert without its incident",
    `delete from incidents where ${AN_INCIDENT}`,
    "relations",
    /alerts da3 of incident 4 without its row of incidents/,
  ],
  [
    "a text without its incident",
    `update renditions set incident_id = 5000 where ${AN_INCIDENT} and position = ''`,
    "relations",
    /renditions of incident 5000 without its row of incidents/,
  ],
  [
    "a text without its alert",
    `update renditions set position = '2026-03-04T08:11:51.9034417Z gone' where ${AN_INCIDENT} and position <> ''`,
    "relations",
    /renditions 2026-03-04T08:11:51.9034417Z gone of incident 4 without its row of alerts/,
  ],
  [
    "an original without its incident",
    `update originals set incident_id = 5000 where ${IN(FABRIKAM)} and incident_id = 2`,
    "relations",
    /originals of incident 5000/,
  ],
  [
    "exposure without its alert",
    `update alert_exposure set alert_id = 'gone' where ${AN_ALERT}`,
    "relations",
    /alert_exposure of alert gone/,
  ],
  [
    "visibility without its alert",
    `update alert_visibility set alert_id = 'gone' where ${AN_ALERT}`,
    "relations",
    /alert_visibility of alert gone/,
  ],
  [
    "visibility without its incident",
    `update incident_visibility set incident_id = 5000 where ${AN_INCIDENT}`,
    "relations",
    /incident_visibility of incident 5000/,
  ],
  [
    "a follow-up without its incident",
    `update follow_ups set incident_id = 777777`,
    "relations",
    /follow_ups of incident 777777/,
  ],
  [
    "merges in a circle",
    `update incidents set redirect_incident_id = 3 where ${IN(FABRIKAM)} and incident_id = 1`,
    "redirects",
    /incident 2 is merged in a circle/,
  ],
  [
    "a device in another group",
    `update devices set device_group = 'Board' where ${A_DEVICE}`,
    "devices",
    /device c3 is kept in another group/,
  ],
  [
    "rules of device groups that are no JSON",
    `update device_group_rules set rules = '[' where ${IN(FABRIKAM)}`,
    "devices",
    /rules of the device groups cannot be read/,
  ],
  [
    "tags of a device that are no JSON",
    `update devices set tags = '[' where ${A_DEVICE}`,
    "devices",
    /device c3/,
  ],
  [
    "a document of an incident that is no JSON",
    `update incidents set document = '{' where ${AN_INCIDENT}`,
    "documents",
    /incident 4 is no JSON document/,
  ],
  [
    "a document of an alert that is no object",
    `update alerts set document = '7' where ${AN_ALERT}`,
    "documents",
    /alert da3 is no JSON document/,
  ],
  [
    "a document of an alert that is empty",
    `update alerts set document = '{}' where ${AN_ALERT}`,
    "documents",
    /alert da3 differs from its row in alert_id, /,
  ],
  ...[
    "created_date_time",
    "last_update_date_time",
    "status",
    "assigned_to",
    "severity",
    "classification",
  ].map(
    (column) =>
      [
        `another ${column} of an incident`,
        `update incidents set ${column} = 'x' where ${AN_INCIDENT}`,
        "documents",
        new RegExp(`incident 4 differs from its row in ${column}`),
      ] as const,
  ),
  [
    "another incident to be merged into",
    `update incidents set redirect_incident_id = 5 where ${IN(FABRIKAM)} and incident_id = 3`,
    "documents",
    /incident 3 differs from its row in redirect_incident_id/,
  ],
  ...[
    "last_update_date_time",
    "last_activity_date_time",
    "status",
    "severity",
    "category",
    "detection_source",
    "assigned_to",
    "determination",
    "service_source",
  ].map(
    (column) =>
      [
        `another ${column} of an alert`,
        `update alerts set ${column} = 'x' where ${AN_ALERT}`,
        "documents",
        new RegExp(`alert da3 differs from its row in ${column}`),
      ] as const,
  ),
  [
    "another creation of an alert",
    `update alerts set created_date_time = 'x' where ${AN_ALERT}`,
    "documents",
    /alert da3 differs from its row in created_date_time/,
  ],
  [
    "another investigation of an alert",
    `update alerts set investigation_id = 7 where ${AN_ALERT}`,
    "documents",
    /alert da3 differs from its row in investigation_id/,
  ],
  [
    "a document that says something else",
    `update incidents set document = replace(document, 'one endpoint', 'two endpoints') where ${AN_INCIDENT}`,
    "texts",
    /incident 4 renders to another text/,
  ],
  [
    "another text of an incident",
    `update renditions set text = '{}' where ${AN_INCIDENT} and position = ''`,
    "texts",
    /incident 4 renders to another text/,
  ],
  [
    "another text of an alert",
    `update renditions set text = '{}' where ${AN_INCIDENT} and position <> ''`,
    "texts",
    /alert da3 renders to another text/,
  ],
  [
    "a missing text of an alert",
    `delete from renditions where ${AN_INCIDENT} and position <> ''`,
    "texts",
    /alert da3 has no text, and its incident has/,
  ],
  [
    "a missing text of an incident",
    `delete from renditions where ${AN_INCIDENT} and position = ''`,
    "texts",
    /incident 4 has no text of its own/,
  ],
  [
    "a missing exposure",
    `delete from alert_exposure where ${AN_ALERT}`,
    "exposure",
    /alert da3 is kept as being about other devices/,
  ],
  [
    "another device of an alert",
    `update alert_exposure set device_id = 'c4' where ${AN_ALERT}`,
    "exposure",
    /alert da3/,
  ],
  [
    "another service of an alert",
    `update alert_exposure set service_source = 'x' where ${AN_ALERT}`,
    "exposure",
    /alert da3/,
  ],
  [
    "an alert that more may see",
    `insert into alert_visibility (tenant_id, service_source, device_group, alert_id) values ('${CONTOSO}', '*', '', 'da3')`,
    "visibility",
    /alert da3 is kept as visible to others/,
  ],
  [
    "an alert that fewer may see",
    `delete from alert_visibility where ${AN_ALERT} and service_source = '*'`,
    "visibility",
    /alert da3/,
  ],
  [
    "an incident that more may see",
    `update incident_visibility set device_group = 'Board' where ${AN_INCIDENT} and service_source = '*'`,
    "visibility",
    /incident 4 is kept as visible to others/,
  ],
  [
    "an incident that fewer may see",
    `delete from incident_visibility where ${AN_INCIDENT} and service_source = '*'`,
    "visibility",
    /incident 4/,
  ],
  [
    "a merged incident that fewer may see",
    `delete from incident_visibility where ${IN(FABRIKAM)} and incident_id = 3`,
    "visibility",
    /incident 3/,
  ],
  [
    "an incident that is listed by another state",
    `update incident_visibility set status = 'resolved' where ${AN_INCIDENT}`,
    "visibility",
    /incident 4/,
  ],
  [
    "an original of other bytes",
    `update originals set sha256 = (select sha256 from originals where ${IN(FABRIKAM)} and incident_id = 2) where ${IN(FABRIKAM)} and incident_id = 1 and sequence = 1`,
    "originals",
    /original 1 of incident 1 does not fit its hash/,
  ],
  [
    "an original that does not inflate",
    `update originals set content = sha256 where ${IN(FABRIKAM)} and incident_id = 3`,
    "originals",
    /original 1 of incident 3 does not inflate/,
  ],
];

for (const kind of ["SQLite", "PostgreSQL"]) {
  describe(`verifying a store on ${kind}`, () => {
    let patient: Patient;
    let postgres: TestPostgres | undefined;
    before(async () => {
      if (kind === "SQLite") {
        patient = sqlitePatient();
        return;
      }
      postgres = await startPostgres();
      const url = await postgres.newDatabase();
      await copied(folder, url, clock);
      patient = postgresPatient(await openSession(url));
    });
    after(async () => {
      await patient.close();
      await postgres?.stop();
    });

    test("finds a sound one sound, and says so for each check and tenant", async () => {
      const findings = await patient.damaged("select 1", (store) => findingsOf(store));
      assert.deepEqual(
        findings.filter(({ verdict }) => verdict === "problem"),
        [],
      );
      const expected = [
        "database",
        ...TENANTS.toSorted().flatMap((tenantId) => CHECKS.map((check) => `${check} ${tenantId}`)),
      ];
      const found = findings
        .filter(({ verdict }) => verdict === "ok")
        .map(({ check, words }) =>
          check === "database" ? check : `${check} ${/^tenant ([^:,]+)/.exec(words)?.[1]}`,
        );
      assert.deepEqual(found, expected);
      const notes = findings.filter(({ check, verdict }) => verdict === "note" && check !== "database");
      assert.deepEqual(
        notes.map(({ words }) => words),
        [`tenant ${FABRIKAM}: merged into an incident that is not here: incident 4 into 999`],
      );
    });

    for (const [sentence, sql, check, words] of DAMAGES) {
      test(`finds ${sentence}`, async () => {
        const findings = await patient.damaged(sql, (store) => findingsOf(store));
        const problems = findings.filter(({ verdict }) => verdict === "problem");
        const found = problems.find((each) => each.check === check);
        assert.match(found?.words ?? `nothing among ${JSON.stringify(problems)}`, words);
        assert.match(
          found?.words ?? "",
          /; (restore a backup|.*, restore a backup|import the newest version)/,
        );
      });
    }

    if (kind === "PostgreSQL") {
      test("finds an index that is not valid", async () => {
        const sql = "update pg_index set indisvalid = false where indexrelid = 'alerts_by_update'::regclass";
        const [first] = await patient.damaged(sql, (store) => findingsOf(store));
        assert.equal(first?.verdict, "problem");
        assert.match(first?.words ?? "", /the index alerts_by_update is not valid; reindex it/);
      });
    }

    test("counts what it does not name one by one", async () => {
      const findings = await patient.damaged(`delete from alert_exposure where ${IN(CONTOSO)}`, (store) =>
        findingsOf(store),
      );
      const problem = findings.find(({ check, verdict }) => check === "exposure" && verdict === "problem");
      assert.match(problem?.words ?? "", /da0 is .*; alert da1 is .*; and 160 more; restore a backup$/);
    });

    test("finds rows of a tenant that has no incidents", async () => {
      const findings = await patient.damaged("update follow_ups set tenant_id = 'nobody'", (store) =>
        findingsOf(store),
      );
      assert.match(
        findings.find(({ verdict }) => verdict === "problem")?.words ?? "",
        /^tenant nobody: follow_ups of incident \d+ without its row of incidents; restore a backup$/,
      );
    });

    test("takes note of incidents without ready text, and of text of a form that is not served", async () => {
      const other = { ...defenderRenderer, form: "defender/other" };
      const findings = await patient.damaged("select 1", (store) => findingsOf(store, [other]));
      assert.deepEqual(
        findings.filter(({ verdict }) => verdict === "problem"),
        [],
      );
      const notes = findings.filter(({ check, words }) => check === "texts" && words.includes(CONTOSO));
      assert.deepEqual(
        notes.map(({ verdict, words }) => `${verdict} ${words}`),
        [
          `ok tenant ${CONTOSO}: each is what its document renders to`,
          `note tenant ${CONTOSO}: 150 incidents have no ready text and are rendered when they are read`,
          `note tenant ${CONTOSO}: 315 texts of the form ${defenderRenderer.form}, which is not served`,
        ],
      );
    });
  });
}

describe("verifying a file that is damaged", () => {
  test("finds what the database says of itself, and the other checks go on as far as they can", async () => {
    const damaged = join(root, "damaged");
    cpSync(folder, damaged, { recursive: true });
    const file = openSync(join(damaged, "tocsin.db"), "r+");
    const page = rootPageOf(join(damaged, "tocsin.db"), "originals");
    writeSync(file, Buffer.alloc(4_096, 0x5a), 0, 4_096, (page - 1) * 4_096);
    closeSync(file);
    const store = await openSource(damaged);
    const findings = await findingsOf(store);
    await store.close();
    const problems = findings.filter(({ verdict }) => verdict === "problem");
    assert.equal(
      problems.some(({ check }) => check === "database"),
      true,
    );
    assert.match(
      problems.find(({ check }) => check === "originals")?.words ?? "",
      /^tenant .*: the database is damaged; .*restore a backup$/,
    );
    assert.equal(
      findings.some(
        ({ check, verdict, words }) => check === "texts" && verdict === "ok" && words.includes(NORTHWIND),
      ),
      true,
    );
  });
});

function rootPageOf(file: string, table: string): number {
  const database = new DatabaseSync(file, { readOnly: true });
  const row = database.prepare("select rootpage from sqlite_schema where name = ?").get(table);
  database.close();
  return Number(row?.rootpage);
}
