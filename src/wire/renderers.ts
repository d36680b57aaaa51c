import { defenderRenderer } from "./defender/writer.ts";
import { graphRenderer } from "./graph/writer.ts";

/** The forms of ready text that this Tocsin serves. */
export const RENDERERS = [defenderRenderer, graphRenderer] as const;
