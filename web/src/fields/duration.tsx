import { durationRead, durationText } from "./durations";
import type { FieldType } from "./field-type";
import { numberLike, within } from "./numbers";
import { Unreadable } from "./unreadable";

export const duration: FieldType = numberLike({
  dataType: "duration",
  text: (value, { hoursPerDay }) => durationText(value, hoursPerDay),
  read: (text, _field, { hoursPerDay }) => {
    const minutes = durationRead(text, hoursPerDay);
    return minutes === undefined ? new Unreadable("duration", "2 d 4 h") : within(minutes);
  },
});
