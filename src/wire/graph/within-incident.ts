import type { Selection } from "../odata/selection.ts";

const COLUMN = "incident_id";

/** Narrows a selection of alerts to those of one incident, whatever else it asks. */
export function withinIncident(incidentId: number): (selection: Selection) => Selection {
  const own = (firstParameter: number) => ({
    sql: `"alerts".${COLUMN} = $${firstParameter}`,
    parameters: [incidentId],
  });
  return (selection) => ({
    ...selection,
    condition(database, firstParameter) {
      const asked = selection.condition(database, firstParameter + 1);
      const { sql, parameters } = own(firstParameter);
      return { sql: `(${sql} and ${asked.sql})`, parameters: [...parameters, ...asked.parameters] };
    },
    terms: [
      ...selection.terms,
      { column: COLUMN, values: [incidentId], condition: (_, firstParameter) => own(firstParameter) },
    ],
  });
}
