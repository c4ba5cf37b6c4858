import type { Field } from "../api/schema";
import { ChoiceEditor, readChoice } from "./choices";
import type { EditorProps, FieldType } from "./field-type";
import { COUNTS, READ_ONLY } from "./plain";

const choicesOf = (field: Field) => field.validValues.map((value) => ({ value, label: value }));

export const list: FieldType = {
  ...READ_ONLY,
  dataType: "list",
  Editor: (props: EditorProps) => <ChoiceEditor {...props} choices={choicesOf(props.field)} />,
  read: (text, field) => readChoice(text, choicesOf(field)),
  summaries: ["each", ...COUNTS],
  groupings: ["exact"],
  isSortable: true,
  relation: "in",
  width: 140,
};
