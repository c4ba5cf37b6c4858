import type { EditorProps } from "./field-type";
import { fieldTypeOf } from "./field-types";
import { isEmpty } from "./plain";
import { TextEditor } from "./text-editor";

/** The editor of a field's value, whatever its data type. */
export function FieldEditor(props: EditorProps) {
  const { field, setting, value } = props;
  const type = fieldTypeOf(field.dataType);
  const { Editor, read } = type;
  if (Editor !== undefined) return <Editor {...props} />;
  if (read === undefined) return null;
  const spelled = type.spelled ?? ((shown: unknown) => type.text(shown, field, setting));
  return (
    <TextEditor
      {...props}
      shown={isEmpty(value) ? "" : spelled(value)}
      read={(text) => read(text, field, setting)}
      input={type.input}
    />
  );
}

/** Whether people may edit values of the data type at all. */
export function hasEditor(dataType: string): boolean {
  const type = fieldTypeOf(dataType);
  return type.Editor !== undefined || type.read !== undefined;
}
