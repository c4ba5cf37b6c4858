import type { FieldType, ShowProps } from "./field-type";
import { COUNTS, compareTexts, READ_ONLY, textOf } from "./plain";
import { localMinute, momentOf, spelledMoment } from "./times";
import { Unreadable } from "./unreadable";

export const dateTime: FieldType = {
  ...READ_ONLY,
  dataType: "date_time",
  Show,
  input: "datetime-local",
  spelled: (value) => localMinute(textOf(value)),
  text: (value, _field, { format }) => (typeof value === "string" ? format.moment(value) : ""),
  csv: textOf,
  read: readTime,
  compare: (a, b) => compareTexts(textOf(a), textOf(b)),
  summaries: ["earliest", "latest", ...COUNTS],
  groupings: ["day", "week", "month", "quarter", "year"],
  isSortable: true,
  width: 160,
  relation: "in_last",
};

function Show({ value, setting: { format } }: ShowProps) {
  if (typeof value !== "string") return null;
  return (
    <time dateTime={value} title={format.exactMoment(value)}>
      {format.moment(value)}
    </time>
  );
}

/** With a zone as it is, without one in the reader's. */
export function readTime(text: string): string | null | Unreadable {
  const spelled = text.trim();
  if (spelled === "") return null;
  if (/T.*(Z|[+-]\d{2}:?\d{2})$/.test(spelled)) {
    const moment = new Date(spelled);
    if (!Number.isNaN(moment.getTime())) return spelledMoment(moment);
  }
  const local = /^\d{4}-\d{2}-\d{2}$/.test(spelled) ? `${spelled} 00:00` : spelled;
  return momentOf(local) ?? new Unreadable("dateTime", "2026-11-26 14:30");
}
