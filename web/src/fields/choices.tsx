import type { ReactNode } from "react";
import type { EditorProps } from "./field-type";
import { matching, type Option, Picker } from "./picker";
import { Unreadable } from "./unreadable";

interface Choice {
  readonly value: string;
  readonly label: string;
  readonly look?: ReactNode;
  readonly hint?: string | undefined;
}

/** One of a few values, by typing or by arrows. */
export function ChoiceEditor({
  choices,
  isNullable = true,
  ...props
}: EditorProps & { choices: readonly Choice[]; isNullable?: boolean }) {
  const options: readonly Option<string>[] = choices.map((choice) => ({ ...choice, key: choice.value }));
  return (
    <Picker
      label={props.label}
      typed={props.typed}
      search={(text) => matching(options, text)}
      chosen={options.filter((option) => option.value === props.value)}
      onChoose={(option, step) =>
        option.value === props.value ? props.onCancel(step) : props.onDone(option.value, step)
      }
      onClear={isNullable && props.value !== null ? () => props.onDone(null, "stay") : undefined}
      onClose={props.onCancel}
    />
  );
}

/** A value by its own spelling or its label, in any case. */
export function readChoice(text: string, choices: readonly Choice[]): string | null | Unreadable {
  const wanted = text.trim().toLocaleLowerCase();
  if (wanted === "") return null;
  const found =
    choices.find((choice) => choice.value === text.trim()) ??
    choices.find((choice) =>
      [choice.value, choice.label].some((each) => each.toLocaleLowerCase() === wanted),
    );
  return found?.value ?? new Unreadable("choice", choices[0]?.label ?? "");
}
