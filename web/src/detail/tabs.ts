/** The tabs of a detail page: which rows belong to a row, told by the schema. */
import { type Condition, every, type Group } from "../api/question";
import { linksIn, type Row } from "../api/row";
import type { Field } from "../api/schema";

export interface RowsTab {
  /** What the address calls it. */
  readonly key: string;
  readonly type: string;
  /** What the row itself calls them; null where the name of their type says it. */
  readonly label: string | null;
  readonly filters: Group;
}

/** By which fields rows of a type belong to others, the nearest first. */
export const BELONGING: Readonly<Record<string, readonly string[]>> = {
  Note: ["note_links", "tasks", "user", "project"],
  Task: ["entity", "task_assignees", "step", "project"],
  Version: ["entity", "sg_task", "user", "playlists", "project"],
  PublishedFile: ["entity", "task", "version", "created_by", "project"],
  Shot: ["sg_sequence", "project"],
  Asset: ["project"],
  Sequence: ["episode", "project"],
  TimeLog: ["entity", "user"],
};

type Fields = ReadonlyMap<string, Field>;

/** Rows that belong to this one, and those that its own fields of many name; `fieldsOf` knows the types of `BELONGING`. */
export function rowsTabs(row: Row, fields: Fields, fieldsOf: (type: string) => Fields): readonly RowsTab[] {
  const belonging = Object.entries(BELONGING).flatMap(([type, codes]): readonly RowsTab[] => {
    const of = fieldsOf(type);
    const code = codes.find((each) => of.get(each)?.validTypes.includes(row.type) === true);
    if (code === undefined) return [];
    const isMany = of.get(code)?.dataType === "multi_entity";
    const link = { type: row.type, id: row.id };
    const condition: Condition = isMany ? [code, "in", [link]] : [code, "is", link];
    return [{ key: type.toLowerCase(), type, label: null, filters: every(condition) }];
  });
  const shown = new Set(belonging.map(({ type }) => type));
  const named = [...fields.values()].flatMap((field): readonly RowsTab[] => {
    const [type] = field.validTypes;
    if (field.dataType !== "multi_entity" || field.validTypes.length !== 1 || type === undefined) return [];
    if (!field.isVisible || shown.has(type) || !LINKED.has(type)) return [];
    const ids = linksIn(row, field.code).map(({ id }) => id);
    if (ids.length === 0) return [];
    shown.add(type);
    return [{ key: field.code, type, label: field.label, filters: every(["id", "in", ids]) }];
  });
  return [...belonging, ...named];
}

/** Types whose rows are worth a grid on the page of another; tags and people are read in their field. */
const LINKED: ReadonlySet<string> = new Set([
  "Shot",
  "Asset",
  "Sequence",
  "Episode",
  "Scene",
  "Playlist",
  "Version",
]);
