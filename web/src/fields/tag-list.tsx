import type { FieldType } from "./field-type";
import { COUNTS, READ_ONLY, textOf } from "./plain";
import { withoutFormula } from "./text";

const words = (value: unknown) => (Array.isArray(value) ? value.join(", ") : textOf(value));

/** Words in their order, with commas between them; never null. */
export const tagList: FieldType = {
  ...READ_ONLY,
  dataType: "tag_list",
  text: words,
  csv: (value) => withoutFormula(words(value)),
  read: (text) => [
    ...new Set(
      text
        .split(",")
        .map((word) => word.trim())
        .filter((word) => word !== ""),
    ),
  ],
  summaries: COUNTS,
  groupings: ["exact"],
  empty: [],
};
