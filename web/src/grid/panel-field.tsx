import type { Row } from "../api/row";
import type { Field } from "../api/schema";
import { FieldInPlace } from "../editing/field-in-place";
import { FieldTip } from "../fields/field-tip";
import type { Setting } from "../fields/field-type";
import { copyAndTell } from "../frame/copying";
import classes from "./panel.module.css";

export interface PanelProps {
  readonly type: string;
  readonly id: number;
  readonly project: number | null;
  readonly fields: ReadonlyMap<string, Field>;
  readonly setting: Setting;
  readonly onClose: () => void;
}

/** Data types that no list of fields shows. */
export const UNSHOWN: ReadonlySet<string> = new Set(["pivot_column", "image", "password"]);

interface FieldProps {
  readonly row: Row;
  readonly field: Field;
  readonly setting: Setting;
  readonly project: number | null;
  readonly editKey?: string | undefined;
}

/** A field of the row, by its name, which tells on hover and focus what it stands for; edited where it stands. */
export function PanelField({ row, field, setting, project, editKey }: FieldProps) {
  const { label, code, dataType, description } = field;
  return (
    <div className={classes.field}>
      <dt>
        <FieldTip name={label} code={code} dataType={dataType} description={description}>
          <button type="button" className={classes.label} onClick={() => copyAndTell(code)} dir="auto">
            {label}
          </button>
        </FieldTip>
      </dt>
      <dd>
        <FieldInPlace row={row} field={field} setting={setting} project={project} editKey={editKey} />
      </dd>
    </div>
  );
}
