import type { FieldType } from "./field-type";
import { numberLike, numberRead } from "./numbers";
import { Unreadable } from "./unreadable";

/** The API takes `"2"` for a float and refuses 2 (contract data-types §3.3): floats are sent as texts. */
export const float: FieldType = numberLike({
  dataType: "float",
  text: String,
  read: (text, _field, { format }) => {
    const value = numberRead(text, format);
    return value === undefined ? new Unreadable("number", "1.85") : String(value);
  },
});
