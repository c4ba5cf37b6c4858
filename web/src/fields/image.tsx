import { Picture } from "../frame/picture";
import type { FieldType, ShowProps } from "./field-type";
import { READ_ONLY, textOf } from "./plain";

/** A picture comes by an upload, not by typing. */
export const image: FieldType = {
  ...READ_ONLY,
  dataType: "image",
  Show,
  text: textOf,
  width: 96,
};

function Show({ value, of }: ShowProps) {
  const address = textOf(value);
  return address === "" ? null : <Picture address={address} width="100%" height="calc(100% - 4px)" of={of} />;
}
