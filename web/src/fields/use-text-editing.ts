/** An editor that is one line or area of text: `Enter` and leaving it are done, `Esc` is not; what cannot be read stays, and is told of. */
import { type KeyboardEvent, useRef, useState } from "react";
import type { EditorProps, Step } from "./field-type";
import { isUnreadable, type Unreadable } from "./unreadable";

export interface TextEditing {
  readonly text: string;
  readonly problem: Unreadable | undefined;
  readonly setText: (text: string) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly onBlur: () => void;
}

export function useTextEditing(
  { typed, onDone, onCancel }: Pick<EditorProps, "typed" | "onDone" | "onCancel">,
  shown: string,
  read: (text: string) => unknown,
  isMultiline = false,
): TextEditing {
  const [text, setText] = useState(typed ?? shown);
  const [problem, setProblem] = useState<Unreadable>();
  const isOver = useRef(false);

  function finish(step: Step) {
    if (isOver.current) return;
    const value = read(text);
    const isAsBefore = text === shown && (text !== "" || !isUnreadable(value));
    if (isUnreadable(value) && !isAsBefore) {
      setProblem(value);
      return;
    }
    isOver.current = true;
    if (isAsBefore) onCancel(step);
    else onDone(value, step);
  }

  function onKeyDown(event: KeyboardEvent) {
    event.stopPropagation();
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Escape") {
      event.preventDefault();
      isOver.current = true;
      onCancel();
    } else if (event.key === "Enter" && (!isMultiline || !event.shiftKey)) {
      event.preventDefault();
      finish("down");
    } else if (event.key === "Tab") {
      event.preventDefault();
      finish(event.shiftKey ? "previous" : "next");
    }
  }

  return {
    text,
    problem,
    setText: (next) => {
      setText(next);
      setProblem(undefined);
    },
    onKeyDown,
    onBlur: () => finish("stay"),
  };
}
