import { entity } from "./entity";
import type { EditorProps, FieldType, ShowProps } from "./field-type";
import classes from "./fields.module.css";
import { LinkChip } from "./link-chip";
import { LinkEditor } from "./link-editor";
import { linkKey, linkName, linksOf } from "./links";
import { COUNTS } from "./plain";
import { textWidth } from "./text-width";

/** Links to any number of rows; never null (contract data-types §3.14). */
export const multiEntity: FieldType = {
  ...entity,
  dataType: "multi_entity",
  Show: ({ value, room }: ShowProps) => {
    const links = linksOf(value);
    const names = links.map(linkName);
    const count = room === undefined ? links.length : fitting(names.map(textWidth), room);
    return (
      <span className={classes.chips}>
        {links.slice(0, count).map((link) => (
          <LinkChip key={linkKey(link)} link={link} />
        ))}
        {count < links.length && (
          <span className={classes.moreLinks} title={names.slice(count).join(", ")}>
            <span aria-hidden="true">+{links.length - count}</span>
            <span className="hidden-but-said">{names.slice(count).join(", ")}</span>
          </span>
        )}
      </span>
    );
  },
  Editor: (props: EditorProps) => <LinkEditor {...props} isMany />,
  summaries: COUNTS,
  isSortable: false,
  width: 220,
  empty: [],
};

/** What surrounds a name, and how wide the count of those that are left out is. */
const [AROUND, COUNT] = [16, 34];

/** How many names, of such widths, have room in a line, one at least: better few that can be read than all of them cut to a letter. */
export function fitting(widths: readonly number[], room: number): number {
  let used = 0;
  const over = widths.findIndex((width, at) => {
    used += width + AROUND;
    return used > room - (at < widths.length - 1 ? COUNT : 0);
  });
  return over < 0 ? widths.length : Math.max(1, over);
}
