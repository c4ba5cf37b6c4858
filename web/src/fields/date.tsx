import type { FieldType } from "./field-type";
import { COUNTS, compareTexts, READ_ONLY, textOf } from "./plain";
import { isDay } from "./times";
import { Unreadable } from "./unreadable";

export const date: FieldType = {
  ...READ_ONLY,
  dataType: "date",
  input: "date",
  spelled: textOf,
  text: (value, _field, { format }) => (typeof value === "string" ? format.day(value) : ""),
  csv: textOf,
  read: readDate,
  compare: (a, b) => compareTexts(textOf(a), textOf(b)),
  summaries: ["earliest", "latest", ...COUNTS],
  groupings: ["exact", "week", "month", "quarter", "year"],
  isSortable: true,
  width: 120,
  relation: "in_next",
};

export function readDate(text: string): string | null | Unreadable {
  const spelled = text.trim();
  if (spelled === "") return null;
  const parts = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(spelled);
  if (parts !== null) {
    const [year, month, day] = parts.slice(1).map(Number) as [number, number, number];
    if (isDay(year, month, day)) {
      return `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
    }
  }
  return new Unreadable("date", "2026-11-26");
}
