import { useEffect, useRef, useState } from "react";
import type { Row } from "../api/row";
import type { Field } from "../api/schema";
import { FieldEditor, hasEditor } from "../fields/field-editor";
import type { Setting } from "../fields/field-type";
import { FieldValue } from "../fields/field-value";
import { isEmpty } from "../fields/plain";
import { Folded } from "../frame/folded";
import { IconButton } from "../frame/icon-button";
import { useKey } from "../frame/keys";
import { useStore } from "../state/store";
import { useWords } from "../words/say";
import { cellValue, edits } from "./edits";
import classes from "./field-in-place.module.css";
import { change } from "./undo";

interface Props {
  readonly row: Row;
  readonly field: Field;
  readonly setting: Setting;
  readonly project: number | null;
  /** A key that edits it. */
  readonly editKey?: string | undefined;
}

/** The value of a field, edited where it stands: by a click on it, by the button beside it, or by a key of its own. */
export function FieldInPlace({ row, field, setting, project, editKey = "" }: Props) {
  const { say } = useWords();
  const all = useStore(edits);
  const [isEditing, setEditing] = useState(false);
  const value = cellValue(row, field.code, all);
  const { type, id } = row;
  const canEdit = field.isEditable && hasEditor(field.dataType);
  const editLabel = say("grid.editField", { name: field.label });
  useKey(editKey, () => setEditing(true), { label: editLabel, isOff: editKey === "" || !canEdit });
  // Whoever closes an editor by a key goes on from where it was opened.
  const opener = useRef<HTMLButtonElement>(null);
  const wasEditing = useRef(false);
  useEffect(() => {
    if (wasEditing.current && !isEditing && document.activeElement === document.body) opener.current?.focus();
    wasEditing.current = isEditing;
  }, [isEditing]);
  if (isEditing)
    return (
      <FieldEditor
        value={value}
        field={field}
        setting={setting}
        label={field.label}
        projectId={project ?? undefined}
        onDone={(after) => {
          setEditing(false);
          void change([{ type, id, code: field.code, before: value ?? null, after }]);
        }}
        onCancel={() => setEditing(false)}
      />
    );
  const shown = isEmpty(value) ? (
    <span className={classes.none}>–</span>
  ) : (
    <FieldValue value={value} field={field} setting={setting} />
  );
  if (!canEdit)
    return (
      <Folded>
        <div className={classes.fixed}>{shown}</div>
      </Folded>
    );
  return (
    <>
      <Folded>
        {/* biome-ignore lint/a11y/useKeyWithClickEvents: the same. */}
        {/* biome-ignore lint/a11y/noStaticElementInteractions: the button beside it does the same by keys. */}
        <div
          className={classes.value}
          onClick={(event) =>
            !(event.target instanceof Element && event.target.closest("a")) && setEditing(true)
          }
        >
          {shown}
        </div>
      </Folded>
      <IconButton
        ref={opener}
        icon="edit"
        size="small"
        className={classes.edit}
        label={editLabel}
        onClick={() => setEditing(true)}
      />
    </>
  );
}
