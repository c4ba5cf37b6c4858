/** What most data types have in common, to be overridden by each. */
import type { FieldType, Summary } from "./field-type";

export function isEmpty(value: unknown): boolean {
  return (
    value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0)
  );
}

export function textOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

const collator = new Intl.Collator(undefined, { sensitivity: "accent" });

/** Ignores case, as the API does when it sorts by text. */
export function compareTexts(a: string, b: string): number {
  return collator.compare(a, b);
}

/** What every data type with values has: how many there are, and how many rows. */
export const COUNTS: readonly Summary[] = ["count", "record_count"];

export const READ_ONLY: Omit<FieldType, "dataType"> = {
  text: textOf,
  compare: (a, b) => compareTexts(textOf(a), textOf(b)),
  alignment: "start",
  summaries: [],
  groupings: [],
  isSortable: false,
  width: 160,
  relation: "is",
  empty: null,
};
