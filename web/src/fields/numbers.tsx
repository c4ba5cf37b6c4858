import type { Field } from "../api/schema";
import type { Formats } from "../words/formats";
import type { FieldType, Setting, Summary } from "./field-type";
import { COUNTS, READ_ONLY } from "./plain";
import { Unreadable } from "./unreadable";

const SUMMARIES: readonly Summary[] = [
  "sum",
  "average",
  "minimum",
  "maximum",
  "percentage",
  ...COUNTS,
  "each",
];
const GROUPINGS = ["exact", "tens", "hundreds", "thousands"];

interface NumberLike {
  readonly dataType: string;
  readonly text: (value: number, setting: Setting) => string;
  readonly read: (text: string, field: Field, setting: Setting) => unknown;
  /** What the editor begins with, where it is not the text. */
  readonly typed?: (value: number) => string;
  readonly width?: number;
}

/** Data types that are amounts: right-aligned, ordered by size, summed up. A float comes as a text, the others as numbers. */
export function numberLike({ dataType, text, read, typed, width = 110 }: NumberLike): FieldType {
  const shown = (value: unknown, setting: Setting) => {
    const amount = amountOf(value);
    return amount === undefined ? "" : text(amount, setting);
  };
  const readOrEmpty = (given: string, field: Field, setting: Setting) =>
    given.trim() === "" ? null : read(given, field, setting);

  return {
    ...READ_ONLY,
    dataType,
    input: "decimal",
    ...(typed ? { spelled: (value: unknown) => typed(amountOf(value) ?? 0) } : {}),
    text: (value, _field, setting) => shown(value, setting),
    read: readOrEmpty,
    compare: (a, b) => (amountOf(a) ?? 0) - (amountOf(b) ?? 0),
    alignment: "end",
    summaries: SUMMARIES,
    groupings: GROUPINGS,
    isSortable: true,
    width,
  };
}

export function amountOf(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value !== "string" || value.trim() === "") return undefined;
  const amount = Number(value);
  return Number.isFinite(amount) ? amount : undefined;
}

/** Thousands apart, as people copy them from elsewhere: "1,250" where decimals have a point, "1.250,5" and "1.250.000" anywhere. */
const BY_COMMAS = /^[-+]?\d{1,3}(,\d{3})+(\.\d*)?$/;
const BY_POINTS = /^[-+]?\d{1,3}(\.\d{3})+,\d*$|^[-+]?\d{1,3}(\.\d{3}){2,}$/;

/** A number as people type it: a comma or a point before the decimals; in between, what the reader's language puts there. */
export function numberRead(text: string, { decimalMark }: Pick<Formats, "decimalMark">): number | undefined {
  const spelled = text.trim().replace(/[\s\u00a0\u202f]/g, "");
  if (BY_COMMAS.test(spelled) && (decimalMark === "." || /,.*[,.]/.test(spelled)))
    return Number(spelled.replaceAll(",", ""));
  if (BY_POINTS.test(spelled)) return Number(spelled.replaceAll(".", "").replace(",", "."));
  return /^[-+]?(\d+([.,]\d*)?|[.,]\d+)$/.test(spelled) ? Number(spelled.replace(",", ".")) : undefined;
}

/** What the site keeps of whole numbers: 32 bits (contract data-types §3.2). */
const WHOLE: Range = [-(2 ** 31), 2 ** 31 - 1];

type Range = readonly [least: number, largest: number];

/** A number that the site can keep, or why it is none. */
export function within(value: number, [least, largest] = WHOLE): number | Unreadable {
  return value >= least && value <= largest ? value : new Unreadable("range", String(largest));
}
