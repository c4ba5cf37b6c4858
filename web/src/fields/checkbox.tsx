import { useEffect } from "react";
import { say } from "../words/say";
import { ChoiceEditor } from "./choices";
import type { EditorProps, FieldType, ShowProps } from "./field-type";
import classes from "./fields.module.css";
import { COUNTS, READ_ONLY } from "./plain";
import { Unreadable } from "./unreadable";

const YES = /^(true|yes|ja|x|\[x\]|✓|1)$/i;
const NO = /^(false|no|nein|\[ \]|0|)$/i;

/** Never empty: what is not ticked is false (contract data-types §3.5). */
export const checkbox: FieldType = {
  ...READ_ONLY,
  dataType: "checkbox",
  Show,
  Editor: TickEditor,
  text: (value) => (value === true ? "✓" : ""),
  csv: (value) => (value === true ? "true" : "false"),
  read: (text) =>
    YES.test(text.trim()) ? true : NO.test(text.trim()) ? false : new Unreadable("check", "true"),
  compare: (a, b) => Number(a === true) - Number(b === true),
  summaries: ["checked", "unchecked", "percentage", ...COUNTS],
  groupings: ["exact"],
  isSortable: true,
  width: 90,
  empty: false,
};

function Show({ value }: ShowProps) {
  return <span className={classes.check} data-checked={value === true || undefined} aria-hidden="true" />;
}

/** Of many boxes at once it is chosen which they become; the one of a row turns. */
function TickEditor(props: EditorProps) {
  if (typeof props.value === "boolean") return <Toggle {...props} />;
  const choices = [
    { value: "true", label: say("fields.yes") },
    { value: "false", label: say("fields.no") },
  ];
  return (
    <ChoiceEditor {...props} choices={choices} onDone={(chosen, to) => props.onDone(chosen === "true", to)} />
  );
}

/** There is nothing to type: opening it is doing it. */
function Toggle({ value, onDone }: EditorProps) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: it turns once, when it opens.
  useEffect(() => onDone(value !== true, "stay"), []);
  return null;
}
