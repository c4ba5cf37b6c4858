import type { Field } from "../api/schema";
import type { FieldType, Setting } from "./field-type";
import { numberLike, numberRead, within } from "./numbers";
import { Unreadable } from "./unreadable";

export const number: FieldType = numberLike({ dataType: "number", text: String, read: wholeNumber });

export function wholeNumber(text: string, _field: Field, { format }: Setting): number | Unreadable {
  const value = numberRead(text, format);
  return value !== undefined && Number.isInteger(value) ? within(value) : new Unreadable("whole", "1001");
}
