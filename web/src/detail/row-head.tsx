import { linkIn, type Row } from "../api/row";
import { readRow } from "../api/rows";
import type { Field } from "../api/schema";
import { readActivity } from "../api/social";
import type { Setting } from "../fields/field-type";
import { ApiButton } from "../frame/api-drawer";
import { copyAndTell } from "../frame/copying";
import { Icon } from "../frame/icon";
import { nameField } from "../grid/columns";
import { useTypeLabel } from "../site/schema";
import { useWords } from "../words/say";
import { FollowButton } from "./following";
import classes from "./head.module.css";
import { NameHeading } from "./name";
import { RowMenu } from "./row-menu";
import { Status } from "./status";
import { Thumbnail } from "./thumbnail";

interface Props {
  readonly row: Row;
  readonly name: string;
  readonly fields: ReadonlyMap<string, Field>;
  readonly setting: Setting;
  readonly project: number | null;
  readonly isRetired: boolean;
}

/** What a row is at a glance: its picture, where it belongs, its name, its status, who follows it. */
export function RowHead({ row, name, fields, setting, project, isRetired }: Props) {
  const { say } = useWords();
  const { type, id } = row;
  const label = useTypeLabel(type);
  const status = fields.get(STATUS[type] ?? "sg_status_list");
  return (
    <header className={classes.head}>
      {fields.has("image") && (
        <Thumbnail row={row} name={name} canReplace={fields.get("image")?.isEditable === true} />
      )}
      <div className={classes.about}>
        <nav className={classes.crumbs} aria-label={say("detail.where")}>
          {whereOf(row).map((link) => (
            <span key={link.type} className={classes.crumbs}>
              <a href={`/detail/${link.type}/${link.id}`} dir="auto">
                {link.name || `${link.type} ${link.id}`}
              </a>
              <Icon name="right" size={11} />
            </span>
          ))}
          <span>{label}</span>
        </nav>
        <NameHeading
          row={row}
          field={fields.get(nameField(fields))}
          setting={setting}
          otherwise={`${label} ${id}`}
        />
        <div className={classes.facts}>
          {status !== undefined && (
            <Status row={row} field={status} setting={setting} project={project} editKey="s" />
          )}
          <button
            type="button"
            className={classes.id}
            title={say("grid.copyId")}
            onClick={() => copyAndTell(String(id))}
          >
            Id {id}
            <span className="hidden-but-said">: {say("grid.copyId")}</span>
          </button>
          <span className={classes.spacer} />
          {!isRetired && <FollowButton row={row} />}
          <ApiButton
            requests={[
              { label, call: readRow(type, id) },
              { label: say("detail.activity"), call: readActivity(row, null) },
            ]}
          />
          <RowMenu row={row} name={name} isRetired={isRetired} />
        </div>
      </div>
    </header>
  );
}

/** The field of the status, where a type calls it otherwise. */
export const STATUS: Readonly<Record<string, string>> = { Project: "sg_status" };

/** The rows that a row belongs to, from the outermost on. */
function whereOf(row: Row) {
  const links = [linkIn(row, "project"), linkIn(row, "sg_sequence") ?? linkIn(row, "entity")];
  return links.filter((link) => link !== null);
}
