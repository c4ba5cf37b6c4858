import type { Field } from "../api/schema";
import { ChoiceEditor, readChoice } from "./choices";
import type { EditorProps, FieldType, Setting, ShowProps } from "./field-type";
import classes from "./fields.module.css";
import { COUNTS, READ_ONLY, textOf } from "./plain";

/** A status is a code with a label and a colour; never the colour alone. */
export const statusList: FieldType = {
  ...READ_ONLY,
  dataType: "status_list",
  Show: ({ value, field, setting }: ShowProps) =>
    typeof value === "string" && value !== "" ? (
      <StatusMark code={value} field={field} setting={setting} />
    ) : null,
  Editor: (props: EditorProps) => (
    <ChoiceEditor {...props} choices={choicesOf(props.field, props.setting, true)} />
  ),
  text: (value, field, setting) =>
    value === null || value === undefined ? "" : statusLabel(textOf(value), field, setting),
  read: (text, field, setting) => readChoice(text, choicesOf(field, setting)),
  summaries: ["each", "status_list", "status_percentage", "status_percentage_as_float", ...COUNTS],
  groupings: ["exact"],
  isSortable: true,
  relation: "in",
  width: 150,
};

export function StatusMark({
  code,
  field,
  setting,
}: { readonly code: string } & Pick<ShowProps, "field" | "setting">) {
  const colour = setting.statuses.get(code)?.colour ?? null;
  return (
    <span className={classes.status}>
      <StatusDot colour={colour} />
      {statusLabel(code, field, setting)}
    </span>
  );
}

export function StatusDot({ colour }: { readonly colour: string | null }) {
  return (
    <span
      className={classes.dot}
      style={colour === null ? undefined : { background: colour }}
      aria-hidden="true"
    />
  );
}

export function statusLabel(
  code: string,
  field: Pick<Field, "displayValues">,
  setting: Pick<Setting, "statuses">,
): string {
  return field.displayValues[code] ?? setting.statuses.get(code)?.name ?? code;
}

function choicesOf(field: Field, setting: Setting, withLooks = false) {
  return field.validValues.map((value) => ({
    value,
    label: statusLabel(value, field, setting),
    hint: value,
    ...(withLooks ? { look: <StatusMark code={value} field={field} setting={setting} /> } : {}),
  }));
}
