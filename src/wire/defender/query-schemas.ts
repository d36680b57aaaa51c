import { Type } from "typebox";
import { alertSurface } from "./alert-surface.ts";
import { incidentSurface } from "./incident-surface.ts";

/** The query options of lists for the API description (contract/defender.md §§ 4.1, 10.1). */

const option = (description: string) => Type.Optional(Type.String({ description }));
const paging = (topMax: number) => ({
  $top: Type.Optional(Type.Integer({ minimum: 0, maximum: topMax })),
  $skip: Type.Optional(Type.Integer({ minimum: 0 })),
});

export const incidentListQuery = Type.Object({
  $filter: option("On lastUpdateTime, createdTime, status and assignedTo"),
  ...paging(incidentSurface.limits.topMax),
  $orderby: option("By lastUpdateTime or createdTime; lastUpdateTime desc without it"),
});

export const alertListQuery = Type.Object({
  $filter: option(
    "On alertCreationTime, lastUpdateTime, lastEventTime, incidentId, investigationId, id, assignedTo, detectionSource, status, severity and category",
  ),
  ...paging(alertSurface.limits.topMax),
  $expand: option("evidence"),
});
