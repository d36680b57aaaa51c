import type { Json, JsonObject } from "../domain/json.ts";
import { cutToWidth, displayWidth } from "./display-width.ts";
import { shortened, terminalText } from "./terminal-text.ts";

interface Column {
  readonly title: string;
  readonly cell: (incident: JsonObject) => string;
  readonly widthMax: number;
  /** For pages to come, where the first page has only short texts. */
  readonly widthMin?: number;
  readonly right?: true;
}

/** A column and how wide it is drawn. */
interface Drawn {
  readonly column: Column;
  readonly width: number;
}

const GAP = "  ";
/** Long text costs time to measure and is cut anyway. */
const CELL_CHARACTERS_MAX = 500;

const id: Column = { title: "Id", cell: ({ incidentId }) => show(incidentId), widthMax: 20, right: true };
const updated: Column = {
  title: "Updated (UTC)",
  cell: ({ lastUpdateTime }) => minute(show(lastUpdateTime)),
  widthMax: 16,
};
const day: Column = {
  title: "Updated",
  cell: ({ lastUpdateTime }) => minute(show(lastUpdateTime)).split(" ")[0] ?? "",
  widthMax: 10,
};
const severity: Column = { title: "Severity", cell: (incident) => show(incident.severity), widthMax: 13 };
const status: Column = {
  title: "Status",
  cell: (incident) => show(incident.status),
  widthMin: 10,
  widthMax: 10,
};
const owner: Column = { title: "Owner", cell: ownerCell, widthMin: 10, widthMax: 32 };
/** `ana.ruiz` of `ana.ruiz@northwind.example`. */
const ownerName: Column = {
  title: "Owner",
  cell: (incident) => ownerCell(incident).replace(/(?<=.)@.*/, ""),
  widthMin: 10,
  widthMax: 10,
};
const alerts: Column = {
  title: "Alerts",
  cell: (incident) => (Array.isArray(incident.alerts) ? String(incident.alerts.length) : "-"),
  widthMax: 6,
  right: true,
};
const name: Column = { title: "Name", cell: nameCell, widthMax: CELL_CHARACTERS_MAX };

/** The first that leaves the name so much room is taken; the name is the last column of each. */
const LAYOUTS: readonly { readonly before: readonly Column[]; readonly nameMin: number }[] = [
  { before: [id, updated, severity, status, owner, alerts], nameMin: 32 },
  { before: [id, updated, severity, status, ownerName, alerts], nameMin: 20 },
  { before: [id, day, severity, status, ownerName, alerts], nameMin: 12 },
  { before: [id, day, severity, status, alerts], nameMin: 12 },
  { before: [id, severity, status], nameMin: 12 },
  { before: [id], nameMin: 0 },
];

/**
 * Incidents in the Defender format, one a line, for a person at a terminal of so many columns. The first page decides how
 * wide each column is, so that pages can be shown as they come. Nothing of the text can act on the terminal.
 */
export class IncidentTable {
  readonly #columns: number;
  #drawn: readonly Drawn[] | undefined;

  constructor(columns: number) {
    this.#columns = columns;
  }

  /** The lines of a page, with a line break after each; the titles stand above the first page. */
  page(incidents: readonly JsonObject[]): string {
    const titles = this.#drawn === undefined;
    this.#drawn ??= layoutFor(incidents, this.#columns);
    const drawn = this.#drawn;
    const rows = incidents.map((incident) => this.#line(drawn, ({ cell }) => cell(incident)));
    return [...(titles ? [this.#line(drawn, ({ title }) => title)] : []), ...rows]
      .map((line) => `${line}\n`)
      .join("");
  }

  #line(drawn: readonly Drawn[], textOf: (column: Column) => string): string {
    const cells = drawn.map(({ column, width }) => fitted(textOf(column), column, width));
    return cutToWidth(cells.join(GAP).trimEnd(), this.#columns);
  }
}

function layoutFor(incidents: readonly JsonObject[], columns: number): readonly Drawn[] {
  for (const { before, nameMin } of LAYOUTS) {
    const drawn = before.map((column) => ({ column, width: naturalWidth(column, incidents) }));
    const left = drawn.reduce((sum, { width }) => sum - width - GAP.length, columns);
    if (left >= nameMin) return [...drawn, { column: name, width: left }];
  }
  return [{ column: id, width: 0 }];
}

function naturalWidth(
  { title, cell, widthMin = 0, widthMax }: Column,
  incidents: readonly JsonObject[],
): number {
  const widest = incidents.reduce((width, incident) => Math.max(width, displayWidth(cell(incident))), 0);
  return Math.max(displayWidth(title), widthMin, Math.min(widthMax, widest));
}

/** A number that is cut would be another number: it rather pushes its row. */
function fitted(text: string, column: Column, width: number): string {
  const cut = cutToWidth(text, column === id ? Math.max(width, column.widthMax) : width);
  const padding = " ".repeat(Math.max(0, width - displayWidth(cut)));
  return column.right ? padding + cut : cut + padding;
}

function ownerCell({ assignedTo }: JsonObject): string {
  return show(assignedTo || "-");
}

function nameCell({ incidentName, redirectIncidentId }: JsonObject): string {
  const redirected = redirectIncidentId !== undefined && redirectIncidentId !== null;
  return `${redirected ? `→ ${show(redirectIncidentId)}  ` : ""}${show(incidentName)}`;
}

/** `2026-03-04 08:11` of a time as the API writes it (contract § 3); another text as it is. */
function minute(text: string): string {
  const [, date, time] = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)[\d:.]*Z$/.exec(text) ?? [];
  return date !== undefined && time !== undefined ? `${date} ${time}` : text;
}

function show(value: Json | undefined): string {
  if (value === null || value === undefined) return "-";
  if (typeof value === "object") return "…";
  return terminalText(shortened(String(value), CELL_CHARACTERS_MAX));
}
