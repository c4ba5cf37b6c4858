import { useState } from "react";
import type { Row } from "../api/row";
import type { Field } from "../api/schema";
import { cellValue, edits } from "../editing/edits";
import { change } from "../editing/undo";
import { FieldEditor } from "../fields/field-editor";
import type { Setting } from "../fields/field-type";
import { IconButton } from "../frame/icon-button";
import { useStore } from "../state/store";
import { useWords } from "../words/say";
import classes from "./head.module.css";

interface Props {
  readonly row: Row;
  readonly field: Field | undefined;
  readonly setting: Setting;
  readonly otherwise: string;
}

/** The name of a row, as the heading of its page; edited where it stands, where it may be. */
export function NameHeading({ row, field, setting, otherwise }: Props) {
  const { say } = useWords();
  const all = useStore(edits);
  const [isEditing, setEditing] = useState(false);
  const value = field === undefined ? null : (cellValue(row, field.code, all) ?? null);
  const { type, id } = row;
  if (isEditing && field !== undefined)
    return (
      <div className={classes.nameEditor}>
        <h1 className="hidden-but-said">{String(value ?? otherwise)}</h1>
        <FieldEditor
          value={value}
          field={field}
          setting={setting}
          label={field.label}
          onDone={(after) => {
            setEditing(false);
            void change([{ type, id, code: field.code, before: value, after }]);
          }}
          onCancel={() => setEditing(false)}
        />
      </div>
    );
  return (
    <div className={classes.name}>
      <h1 dir="auto" title={String(value ?? "").slice(0, 500)}>
        {String(value ?? "") || otherwise}
      </h1>
      {field?.isEditable && field.dataType === "text" && (
        <IconButton
          icon="edit"
          size="small"
          label={say("grid.editField", { name: field.label })}
          onClick={() => setEditing(true)}
        />
      )}
    </div>
  );
}
