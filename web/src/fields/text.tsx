import type { FieldType } from "./field-type";
import { COUNTS, READ_ONLY, textOf } from "./plain";

/** Texts keep their lines; a spreadsheet must not take one for a formula. */
export const text: FieldType = {
  ...READ_ONLY,
  dataType: "text",
  csv: (value) => withoutFormula(textOf(value)),
  read: (typed) => (typed.trim() === "" ? null : typed),
  summaries: [...COUNTS, "each"],
  groupings: ["exact", "firstletter"],
  isSortable: true,
  width: 200,
  relation: "contains",
};

export function withoutFormula(value: string): string {
  return /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
}
