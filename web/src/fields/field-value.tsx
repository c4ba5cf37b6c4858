import type { ShowProps } from "./field-type";
import { typeOfField } from "./field-types";

/** A value as its data type shows it. */
export function FieldValue(props: ShowProps) {
  const { Show, text } = typeOfField(props.field);
  if (Show !== undefined) return <Show {...props} />;
  return <span dir="auto">{text(props.value, props.field, props.setting)}</span>;
}
