import { useTypes } from "../site/schema";
import { ChoiceEditor } from "./choices";
import type { EditorProps, FieldType } from "./field-type";
import { text } from "./text";

/** The name that the API has for a type of rows. */
export const entityType: FieldType = {
  ...text,
  dataType: "entity_type",
  Editor: TypeEditor,
  groupings: ["exact"],
  width: 140,
  relation: "is",
};

function TypeEditor(props: EditorProps) {
  const choices = [...useTypes().values()].map(({ name, label }) => ({ value: name, label, hint: name }));
  return <ChoiceEditor {...props} choices={choices} />;
}
