import type { FieldType } from "./field-type";
import { numberLike, numberRead, within } from "./numbers";
import { Unreadable } from "./unreadable";

/** The most that the site keeps (contract data-types §5). */
const LARGEST = 9_999_999_999_999.99;

/** Which currency it is, is the site's. */
export const currency: FieldType = numberLike({
  dataType: "currency",
  text: (value, { format }) => format.number(value),
  typed: (value) => value.toFixed(2),
  read: (text, _field, { format }) => {
    const value = numberRead(text.replace(/^\s*[$€£¥]|[$€£¥]\s*$/g, ""), format);
    return value === undefined ? new Unreadable("number", "1250.00") : within(value, [-LARGEST, LARGEST]);
  },
  width: 130,
});
