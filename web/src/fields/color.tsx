import { colourIn } from "../site/statuses";
import type { FieldType, ShowProps } from "./field-type";
import classes from "./fields.module.css";
import { COUNTS, READ_ONLY, textOf } from "./plain";
import { Unreadable } from "./unreadable";

/** `r,g,b`, or a token such as `pipeline_step` (contract data-types §3.12). */
export const color: FieldType = {
  ...READ_ONLY,
  dataType: "color",
  Show,
  read: readColor,
  summaries: [...COUNTS, "each"],
  groupings: ["exact"],
  isSortable: true,
  width: 130,
};

function Show({ value }: ShowProps) {
  const text = textOf(value);
  const colour = colourIn(text);
  if (text === "") return null;
  return (
    <span className={classes.status}>
      {colour !== null && (
        <span className={classes.swatch} style={{ background: colour }} aria-hidden="true" />
      )}
      {text}
    </span>
  );
}

/** Words for colours that the site knows besides (contract data-types §3.12). */
const NAMED = /^(blue|orange|pink|red|green|purple|grey|black|pipeline_step)$/i;
const PARTS = /^(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*(\d{1,3})$/;

/** `#ff8000` as well, as people copy it from elsewhere. */
export function readColor(text: string): string | null | Unreadable {
  const spelled = text.trim();
  if (spelled === "") return null;
  const hex = /^#?([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(spelled);
  if (hex !== null)
    return hex
      .slice(1)
      .map((part) => Number.parseInt(part, 16))
      .join(",");
  const parts = PARTS.exec(spelled)?.slice(1).map(Number);
  if (parts?.every((part) => part <= 255)) return parts.join(",");
  return NAMED.test(spelled) ? spelled : new Unreadable("colour", "255,128,0");
}
