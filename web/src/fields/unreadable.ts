/** A text that is no value of its data type; `reason` is a key of the message catalogue, `example` a text that would do. */
export class Unreadable {
  constructor(
    readonly reason: UnreadableReason,
    readonly example: string,
  ) {}
}

export type UnreadableReason =
  | "number"
  | "whole"
  | "date"
  | "dateTime"
  | "duration"
  | "timecode"
  | "choice"
  | "address"
  | "check"
  | "range"
  | "footage"
  | "colour"
  | "link";

export function isUnreadable(value: unknown): value is Unreadable {
  return value instanceof Unreadable;
}
