import { type TProperties, Type } from "typebox";
import type { EnumTable } from "../enum-table.ts";

/** Parts of the shapes that the API description shows (contract/defender.md §§ 3, 5). They describe; nothing is checked by them. */

export const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(type: T) =>
  Type.Union([type, Type.Null()]);
export const time = Type.String({ description: "UTC, ISO 8601, 0 to 7 fractional digits, always Z" });
export const text = Type.String();
export const texts = Type.Array(Type.String());
export const whole = Type.Integer();

/** The value of an enum in an answer: the names that are written, and whatever newer one a document brought. */
export const member = (table: EnumTable) => Type.String({ description: Object.keys(table.names).join(", ") });

/** The value of an enum in a request, where no other is taken. */
export const choice = (table: EnumTable, members: readonly string[]) =>
  Type.String({ enum: [...new Set(members.map((known) => table.toWire(known)))] });

/** The body of a request: no property but these. */
export const body = <T extends TProperties>(
  properties: T,
  options: { readonly minProperties?: number } = {},
) => Type.Object(properties, { additionalProperties: false, ...options });

export const comment = Type.Object({ comment: text, createdBy: nullable(text), createdTime: time });
