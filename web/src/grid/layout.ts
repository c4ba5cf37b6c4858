/**
 * A view as a page of the site keeps it (contract pages-and-events §2): a tree of widgets, of which the first that asks for rows of the type has
 * filters, sorts and groups, and its list has columns, widths and summaries. What is not known here is left as it is.
 */
import { isRecord } from "../api/failure";
import type { Condition, Group } from "../api/question";
import { isLink, type Link } from "../api/row";
import { SUMMARIES } from "../fields/field-type";
import { EVERYTHING, type FilterNode, isGroup } from "../filters/tree";
import { DENSITIES, type View } from "./view";

/** What a page keeps of a view: all but which project and which row is seen. */
export type KeptView = Pick<View, "filter" | "sort" | "columns" | "groups" | "summaries" | "density">;

/** Whom the conditions of a page may stand for. */
export interface Viewer {
  readonly person: Link | null;
  readonly project: number | null;
}

type Settings = Readonly<Record<string, unknown>>;

const QUERY = "SG.Widget.EntityQuery.EntityQueryPage";
const LIST = "list_content";

/** The view of a layout; null where it asks for no rows of the type. */
export function viewOf(layout: unknown, type: string, viewer: Viewer): KeptView | null {
  const page = queryIn(layout, type);
  if (page === null) return null;
  const settings = settingsOf(page);
  const list = settingsOf(childrenOf(page)[LIST]);
  const widths = isRecord(list.column_widths) ? list.column_widths : {};
  return {
    filter: filterOf(settings.filters, viewer),
    sort: recordsIn(settings.sorts).flatMap(({ column, direction }) =>
      typeof column === "string" ? [{ path: column, isDescending: direction === "desc" }] : [],
    ),
    columns: textsIn(list.columns)
      .filter((path) => path !== "id" && path !== "image" && !/^step_\d+$/.test(path))
      .map((path) => {
        const width = Number(widths[path]);
        return width > 0 ? { path, width } : { path };
      }),
    groups: recordsIn(settings.grouping).flatMap(({ column, method }) =>
      typeof column === "string" ? [{ path: column, kind: String(method ?? "exact") }] : [],
    ),
    summaries: Object.entries(isRecord(list.summaries) ? list.summaries : {}).flatMap(([path, told]) => {
      const kind = SUMMARIES.find((each) => isRecord(told) && each === told.type);
      return kind === undefined ? [] : [{ path, kind }];
    }),
    density: DENSITIES.find((each) => each === list.row_density) ?? null,
  };
}

/** The layout with the view in it; null where the page shows more than rows of one type, which no view can stand for. */
export function layoutWith(layout: unknown, type: string, view: KeptView): unknown {
  const body = isRecord(layout) ? childrenOf(layout).body : undefined;
  if (!isRecord(layout) || !isRecord(body) || body.type !== QUERY) return null;
  const list = childrenOf(body)[LIST];
  const settings = {
    ...settingsOf(body),
    entity_type: type,
    filters: filterText(view.filter),
    sorts: view.sort.map(({ path, isDescending }) => ({
      column: path,
      direction: isDescending ? "desc" : "asc",
    })),
    grouping:
      view.groups.length > 0 &&
      view.groups.map(({ path, kind }) => ({ column: path, method: kind, direction: "asc" })),
    mode: "list",
  };
  const widths = view.columns.flatMap(({ path, width }) => (width === undefined ? [] : [[path, width]]));
  const listed = {
    ...(isRecord(list) ? list : { type: "SG.Widget.NewGrid" }),
    settings: {
      ...settingsOf(list),
      ...(view.columns.length > 0 ? { columns: view.columns.map(({ path }) => path) } : {}),
      column_widths: Object.fromEntries(widths),
      summaries: Object.fromEntries(
        view.summaries.map(({ path, kind }) => [path, { type: kind, column: path }]),
      ),
      row_density: view.density,
    },
  };
  const children = { ...childrenOf(body), [LIST]: listed };
  return { ...layout, children: { ...childrenOf(layout), body: { ...body, settings, children } } };
}

function queryIn(node: unknown, type: string): Record<string, unknown> | null {
  if (!isRecord(node)) return null;
  if (node.type === QUERY && settingsOf(node).entity_type === type) return node;
  for (const child of Object.values(childrenOf(node))) {
    const found = queryIn(child, type);
    if (found !== null) return found;
  }
  return null;
}

function settingsOf(node: unknown): Settings {
  return isRecord(node) && isRecord(node.settings) ? node.settings : {};
}

function childrenOf(node: unknown): Readonly<Record<string, unknown>> {
  return isRecord(node) && isRecord(node.children) ? node.children : {};
}

function recordsIn(value: unknown): readonly Settings[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

function textsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
}

/** Relations whose value is a list. */
const LISTS = new Set(["in", "not_in", "between", "in_last", "not_in_last", "in_next", "not_in_next"]);

function filterOf(stored: unknown, viewer: Viewer): Group {
  const read = nodeOf(stored, viewer);
  if (read === null) return EVERYTHING;
  return isGroup(read) ? read : { logical_operator: "and", conditions: [read] };
}

/** Null for what is not applied: what is not ticked, what repeats the project, what stands for a row that is not there. */
function nodeOf(stored: unknown, viewer: Viewer): FilterNode | null {
  if (!isRecord(stored) || isNo(stored.active)) return null;
  if (Array.isArray(stored.conditions)) {
    const conditions = stored.conditions.map((each) => nodeOf(each, viewer)).filter((each) => each !== null);
    const logical_operator = stored.logical_operator === "or" ? "or" : "and";
    return conditions.length === 0 ? null : { logical_operator, conditions };
  }
  const { path, relation, values, top_level_project_filter: ofProject } = stored;
  if (typeof path !== "string" || typeof relation !== "string" || !Array.isArray(values)) return null;
  if (ofProject !== undefined && !isNo(ofProject)) return null;
  const read = values.map((each) => valueHere(each, viewer));
  if (read.includes(undefined)) return null;
  return [path, relation, LISTS.has(relation) ? read : (read[0] ?? null)];
}

function isNo(value: unknown): boolean {
  return value === false || value === "false";
}

/** Undefined for a token that stands for nothing here. */
function valueHere(value: unknown, { person, project }: Viewer): unknown {
  if (!isRecord(value) || value.valid === undefined) return value;
  if (value.valid === "logged_in_user_token") return person ?? undefined;
  if (value.valid === "project_token") return project === null ? undefined : { type: "Project", id: project };
  const { type, id, name } = value;
  if (value.valid !== "valid" || !isLink({ type, id })) return undefined;
  return { type, id, ...(typeof name === "string" ? { name } : {}) };
}

function filterText(node: FilterNode): unknown {
  if (isGroup(node))
    return { logical_operator: node.logical_operator, conditions: node.conditions.map(filterText) };
  const [path, relation, value]: Condition = node;
  const values = Array.isArray(value) && LISTS.has(relation) ? value : [value];
  return {
    path,
    relation,
    values: values.map((each) => (isLink(each) ? { ...each, valid: "valid" } : each)),
    active: "true",
  };
}
