import type { FieldType } from "./field-type";
import { amountOf } from "./numbers";
import { textOf } from "./plain";
import { text } from "./text";
import { Unreadable } from "./unreadable";

/** Feet and frames of film, `16-08`. */
export const footage: FieldType = {
  ...text,
  dataType: "footage",
  read: readFootage,
  csv: textOf,
  compare: (a, b) => feet(a) - feet(b),
  alignment: "end",
  groupings: ["exact"],
  width: 110,
};

function readFootage(typed: string): string | null | Unreadable {
  const spelled = typed.trim();
  if (spelled === "") return null;
  return /^\d{1,9}-\d{1,2}$/.test(spelled) ? spelled : new Unreadable("footage", "16-08");
}

function feet(value: unknown): number {
  return amountOf(textOf(value).replace("-", ".")) ?? 0;
}
