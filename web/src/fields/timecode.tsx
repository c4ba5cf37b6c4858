import type { FieldType } from "./field-type";
import { numberLike, within } from "./numbers";
import { timecodeRead, timecodeText } from "./timecodes";
import { Unreadable } from "./unreadable";

export const timecode: FieldType = numberLike({
  dataType: "timecode",
  text: (value) => timecodeText(value),
  read: (text) => {
    const milliseconds = timecodeRead(text);
    return milliseconds === undefined ? new Unreadable("timecode", "01:00:12:08") : within(milliseconds);
  },
  width: 130,
});
