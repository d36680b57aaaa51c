import { Type } from "typebox";

/** The parameters of paths for the API description. */
const id = (description: string) => Type.Object({ id: Type.String({ description }) });

export const incidentIdParams = id("The incident's number");
export const alertIdParams = id("The alert's id with its two-letter prefix");
