import type { FieldType } from "./field-type";
import { wholeNumber } from "./number";
import { numberLike } from "./numbers";

export const percent: FieldType = numberLike({
  dataType: "percent",
  text: (value) => `${value} %`,
  typed: String,
  read: (text, field, setting) => wholeNumber(text.trim().replace(/\s*%$/, ""), field, setting),
});
