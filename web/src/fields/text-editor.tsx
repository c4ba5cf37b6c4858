import { useEffect, useRef } from "react";
import type { EditorProps, FieldType } from "./field-type";
import classes from "./fields.module.css";
import { Problem } from "./problem";
import { useTextEditing } from "./use-text-editing";

interface Props extends EditorProps {
  readonly shown: string;
  readonly read: (text: string) => unknown;
  readonly input?: FieldType["input"];
}

const LONG = 60;
const NO_DAY = "?";
/** Years have four digits: with the last of them a field of days goes on to what comes next. */
const LATEST: Partial<Record<string, string>> = { date: "9999-12-31", "datetime-local": "9999-12-31T23:59" };
/** Fields of these names hold paragraphs. */
const PARAGRAPHS = /description|content|comment/;

/** A text field that takes the place of a cell. */
export function TextEditor({ shown, read, input, ...props }: Props) {
  const { dataType, code } = props.field;
  const isMultiline =
    dataType === "text" && (shown.includes("\n") || shown.length > LONG || PARAGRAPHS.test(code));
  // What is typed to open a field of days or times, its own parts take up.
  const typed = input === "date" || input === "datetime-local" ? undefined : props.typed;
  const field = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  const editing = useTextEditing({ ...props, typed }, shown, readField, isMultiline);

  /** What a browser cannot make a day of it calls nothing: that would empty the field. */
  function readField(text: string): unknown {
    return field.current?.validity?.badInput ? read(NO_DAY) : read(text);
  }

  useEffect(() => {
    field.current?.focus();
    if (typed === undefined) field.current?.select?.();
  }, [typed]);
  const common = {
    ref: field,
    className: classes.editor,
    "aria-label": props.label,
    "aria-invalid": editing.problem !== undefined,
    value: editing.text,
    dir: "auto",
    onChange: (event: { currentTarget: { value: string } }) => editing.setText(event.currentTarget.value),
    onKeyDown: editing.onKeyDown,
    onBlur: editing.onBlur,
  } as const;
  return (
    <>
      {isMultiline ? (
        <textarea {...common} rows={Math.min(12, Math.max(3, editing.text.split("\n").length + 1))} />
      ) : (
        <input
          {...common}
          type={input === undefined || input === "decimal" ? "text" : input}
          max={input === undefined ? undefined : LATEST[input]}
          step={input === "datetime-local" ? "any" : undefined}
          inputMode={input === "decimal" ? "decimal" : undefined}
          data-alignment={input === "decimal" ? "end" : undefined}
        />
      )}
      {editing.problem && <Problem of={editing.problem} />}
    </>
  );
}
