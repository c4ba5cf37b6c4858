import type { EditorProps, FieldType, ShowProps } from "./field-type";
import { LinkChip } from "./link-chip";
import { LinkEditor } from "./link-editor";
import { linkName, linksOf } from "./links";
import { COUNTS, compareTexts, READ_ONLY } from "./plain";
import { withoutFormula } from "./text";

const named = (value: unknown) => linksOf(value).map(linkName).join(", ");

/** A link to one row. Which row a name means, only a search can tell, so that it is not read from text. */
export const entity: FieldType = {
  ...READ_ONLY,
  dataType: "entity",
  Show: ({ value }: ShowProps) => {
    const [link] = linksOf(value);
    return link ? <LinkChip link={link} /> : null;
  },
  Editor: (props: EditorProps) => <LinkEditor {...props} />,
  text: named,
  csv: (value) => withoutFormula(named(value)),
  compare: (a, b) => compareTexts(named(a), named(b)),
  summaries: [...COUNTS, "each"],
  groupings: ["exact", "entitytype"],
  isSortable: true,
  width: 160,
};
