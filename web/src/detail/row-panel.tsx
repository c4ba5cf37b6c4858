import { linkIn, type Row } from "../api/row";
import type { Field } from "../api/schema";
import { cellValue, edits } from "../editing/edits";
import type { Setting } from "../fields/field-type";
import { useChangeSearch, usePageSearch } from "../frame/address";
import { Bones } from "../frame/bones";
import { Empty } from "../frame/empty";
import { FailureNote } from "../frame/failure-note";
import { nameField } from "../grid/columns";
import type { PanelProps } from "../grid/panel-field";
import { SidePanel } from "../grid/side-panel";
import { useTypeLabel } from "../site/schema";
import { useStore } from "../state/store";
import { useWords } from "../words/say";
import { FieldList } from "./field-list";
import { FollowButton } from "./following";
import { RetiredNote } from "./retired-note";
import classes from "./row-panel.module.css";
import { RowTabs } from "./row-tabs";
import { Thumbnail } from "./thumbnail";
import { useRow } from "./use-row";

/** The row in focus beside the grid: its picture, its fields, and what belongs to it in the tabs of its page. */
export function RowPanel({ type, id, project, fields, setting, onClose }: PanelProps) {
  const { say } = useWords();
  const label = useTypeLabel(type);
  const found = useRow(type, id);
  const all = useStore(edits);
  const row = found.is === "here" ? found.row : undefined;
  const name = row === undefined ? "" : String(cellValue(row, nameField(fields), all) ?? "");
  return (
    <SidePanel type={type} id={id} name={name} onClose={onClose}>
      {found.is === "coming" && <Bones lines={10} />}
      {found.is === "failed" && <FailureNote thrown={found.thrown} retry={found.retry} />}
      {(found.is === "missing" || found.is === "of no type") && (
        <Empty icon="page" title={say("missing.row", { type: label, id: String(id) })} />
      )}
      {found.is === "here" && (
        <Beside
          key={id}
          row={found.row}
          name={name || `${label} ${id}`}
          fields={found.fields}
          isRetired={found.isRetired}
          setting={setting}
          project={linkIn(found.row, "project")?.id ?? project}
        />
      )}
    </SidePanel>
  );
}

interface Props {
  readonly row: Row;
  readonly name: string;
  readonly fields: ReadonlyMap<string, Field>;
  readonly isRetired: boolean;
  readonly setting: Setting;
  readonly project: number | null;
}

const NOTHING: ReadonlySet<string> = new Set();

function Beside({ row, name, fields, isRetired, setting, project }: Props) {
  const { say } = useWords();
  const { tab } = usePageSearch();
  const changeSearch = useChangeSearch();
  const list = <FieldList row={row} fields={fields} without={NOTHING} setting={setting} project={project} />;
  return (
    <div className={classes.beside}>
      {isRetired && <RetiredNote row={row} name={name} />}
      <div className={classes.head}>
        {fields.has("image") && (
          <Thumbnail row={row} name={name} canReplace={fields.get("image")?.isEditable === true} />
        )}
        {!isRetired && <FollowButton row={row} />}
      </div>
      {isRetired ? (
        list
      ) : (
        <RowTabs
          row={row}
          name={name}
          fields={fields}
          setting={setting}
          project={project}
          tab={tab}
          onTab={(key) => changeSearch({ tab: key })}
          first={{ key: "fields", label: say("detail.fields"), content: list }}
        />
      )}
    </div>
  );
}
