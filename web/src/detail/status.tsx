import { useState } from "react";
import type { Row } from "../api/row";
import type { Field } from "../api/schema";
import { cellValue, edits } from "../editing/edits";
import { change } from "../editing/undo";
import { FieldEditor } from "../fields/field-editor";
import type { Setting } from "../fields/field-type";
import { FieldValue } from "../fields/field-value";
import { isEmpty } from "../fields/plain";
import { Icon } from "../frame/icon";
import { useKey } from "../frame/keys";
import { useStore } from "../state/store";
import { useWords } from "../words/say";
import classes from "./head.module.css";

interface Props {
  readonly row: Row;
  readonly field: Field;
  readonly setting: Setting;
  readonly project: number | null;
  /** A key that opens it. */
  readonly editKey?: string;
}

/** The status of a row, chosen where it stands: by a click, or by a key. */
export function Status({ row, field, setting, project, editKey = "" }: Props) {
  const { say } = useWords();
  const all = useStore(edits);
  const [isEditing, setEditing] = useState(false);
  const value = cellValue(row, field.code, all) ?? null;
  const { type, id } = row;
  useKey(editKey, () => setEditing(true), {
    label: say("detail.keyStatus"),
    isOff: editKey === "" || !field.isEditable,
  });
  const shown = isEmpty(value) ? (
    <span className={classes.none}>{say("detail.noStatus")}</span>
  ) : (
    <FieldValue value={value} field={field} setting={setting} />
  );
  if (!field.isEditable) return <span className={classes.status}>{shown}</span>;
  if (isEditing)
    return (
      <div className={classes.statusEditor}>
        <FieldEditor
          value={value}
          field={field}
          setting={setting}
          label={field.label}
          projectId={project ?? undefined}
          onDone={(after) => {
            setEditing(false);
            void change([{ type, id, code: field.code, before: value, after }]);
          }}
          onCancel={() => setEditing(false)}
        />
      </div>
    );
  return (
    <button
      type="button"
      className={classes.status}
      title={editKey === "" ? field.label : `${field.label} (${editKey.toUpperCase()})`}
      onClick={() => setEditing(true)}
    >
      <span className="hidden-but-said">{say("grid.editField", { name: field.label })}:</span>
      {shown}
      <Icon name="down" size={12} />
    </button>
  );
}
