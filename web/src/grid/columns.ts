/** Columns of a grid: paths of fields with what the schema and the data type know of them. */
import type { Field } from "../api/schema";
import { hasEditor } from "../fields/field-editor";
import type { FieldType } from "../fields/field-type";
import { typeOfField } from "../fields/field-types";
import { isReadable, type Lookup, pathName, resolvePath } from "../filters/paths";
import type { ShownColumn } from "./view";

export interface Column {
  readonly path: string;
  readonly label: string;
  readonly field: Field;
  readonly type: FieldType;
  readonly width: number;
  readonly isEditable: boolean;
  readonly isSortable: boolean;
}

/** Of what was asked for, what there is. */
export function columnsOf(type: string, shown: readonly ShownColumn[], lookup: Lookup): readonly Column[] {
  return shown.flatMap(({ path, width }) => {
    const resolved = resolvePath(type, path, lookup);
    if (resolved === undefined || !isReadable(resolved)) return [];
    const fieldType = typeOfField(resolved.field);
    return [
      {
        path,
        label: pathName(type, path, lookup),
        field: resolved.field,
        type: fieldType,
        width: width ?? (isName(path) ? NAME_WIDTH : fieldType.width),
        isEditable:
          resolved.field.isEditable && resolved.steps.length === 1 && hasEditor(resolved.field.dataType),
        isSortable: fieldType.isSortable,
      },
    ];
  });
}

const NAME_WIDTH = 220;

/** Fields that tell one row from another, the first that a type has is its name. */
const NAMES = [
  "code",
  "content",
  "subject",
  "title",
  "name",
  "filename",
  "description",
  "cached_display_name",
];

/** Types that have a field of that kind which is not what people call their rows. */
const NAMED_BY: Readonly<Record<string, string>> = {
  Project: "name",
  Note: "subject",
  Attachment: "display_name",
  ApiUser: "firstname",
};

export function nameField(fields: ReadonlyMap<string, Field>): string {
  const [any] = fields.values();
  const own = NAMED_BY[any?.entityType ?? ""];
  if (own !== undefined && fields.has(own)) return own;
  return NAMES.find((code) => fields.has(code)) ?? "id";
}

function isName(path: string): boolean {
  return NAMES.slice(0, 5).includes(path);
}

/** What people look at first, by entity type; a type without an entry shows its name, status and links. */
const USUAL: Readonly<Record<string, readonly string[]>> = {
  Shot: [
    "code",
    "sg_sequence",
    "sg_status_list",
    "description",
    "sg_cut_in",
    "sg_cut_out",
    "assets",
    "open_notes_count",
    "tags",
    "updated_at",
  ],
  Asset: [
    "code",
    "sg_asset_type",
    "sg_status_list",
    "description",
    "shots",
    "open_notes_count",
    "tags",
    "updated_at",
  ],
  Sequence: ["code", "sg_status_list", "description", "shots", "open_notes_count", "updated_at"],
  Task: [
    "content",
    "entity",
    "step",
    "sg_status_list",
    "task_assignees",
    "start_date",
    "due_date",
    "duration",
    "milestone",
    "updated_at",
  ],
  Version: [
    "code",
    "entity",
    "sg_task",
    "sg_status_list",
    "user",
    "description",
    "playlists",
    "open_notes_count",
    "created_at",
  ],
  Note: [
    "subject",
    "user",
    "note_links",
    "sg_status_list",
    "sg_note_type",
    "addressings_to",
    "content",
    "created_at",
  ],
  Playlist: ["code", "description", "versions", "sg_date_and_time", "created_by", "updated_at"],
  PublishedFile: [
    "code",
    "entity",
    "task",
    "published_file_type",
    "version_number",
    "path",
    "created_by",
    "created_at",
  ],
  HumanUser: ["name", "login", "email", "department", "permission_rule_set", "sg_status_list", "projects"],
  Attachment: [
    "display_name",
    "this_file",
    "attachment_links",
    "file_size",
    "description",
    "created_by",
    "created_at",
  ],
  Reply: ["content", "entity", "user", "created_at"],
  ApiUser: ["firstname", "description", "permission_rule_set", "generate_event_log_entries", "created_at"],
  Status: ["name", "code", "bg_color", "icon", "updated_at"],
  Step: ["code", "short_name", "entity_type", "department", "color", "list_order"],
  TimeLog: ["description", "entity", "user", "date", "duration", "created_at"],
  EventLogEntry: ["event_type", "description", "entity", "attribute_name", "user", "project", "created_at"],
};

const GENERAL = ["sg_status_list", "entity", "description", "user", "created_by", "created_at", "updated_at"];

export function usualColumns(type: string, fields: ReadonlyMap<string, Field>): readonly ShownColumn[] {
  const name = nameField(fields);
  // Of rows that connect others, these say which they are.
  const connected =
    name === "cached_display_name"
      ? [...fields.values()].filter(({ dataType }) => dataType === "entity")
      : [];
  const codes = USUAL[type] ?? [...connected.map(({ code }) => code), name, ...GENERAL];
  return [...new Set(codes)].filter((code) => fields.has(code)).map((path) => ({ path }));
}
