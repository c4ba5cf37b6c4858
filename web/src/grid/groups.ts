/** Groups of rows: the groups that the API counts, each with the condition that its rows meet. */
import type { Condition } from "../api/question";
import { isLink } from "../api/row";
import type { GroupSummaries } from "../api/rows";
import type { Field } from "../api/schema";
import { isReadable, type Lookup, resolvePath } from "../filters/paths";
import type { Grouping } from "./view";

/** One level of groups: by which field, and how its values are put together. */
export interface Level {
  readonly by: Grouping;
  readonly field: Field;
}

export interface RowGroup {
  /** Tells groups apart, by their own value and those of the groups that they are in. */
  readonly key: string;
  /** How many groups it is in. */
  readonly depth: number;
  readonly value: unknown;
  /** What the API calls it; pages call statuses and empty groups otherwise. */
  readonly name: string;
  readonly count: number;
  /** Of its rows, by the paths of columns. */
  readonly summaries: Readonly<Record<string, unknown>>;
  /** What its rows meet; `null` where the API has no condition for it. */
  readonly conditions: readonly Condition[] | null;
  /** The groups of the next level. */
  readonly groups: readonly RowGroup[];
}

/** Data types whose groups the API has conditions for: not sets of links, which no condition asks for. */
const GROUPABLE: Readonly<Record<string, readonly string[]>> = {
  text: ["exact", "firstletter"],
  list: ["exact"],
  status_list: ["exact"],
  entity: ["exact", "entitytype"],
  entity_type: ["exact"],
  checkbox: ["exact"],
  number: ["exact", "tens", "hundreds", "thousands", "tensofthousands", "hundredsofthousands", "millions"],
  percent: ["exact", "tens"],
  duration: ["exact"],
  date: ["exact", "week", "month", "quarter", "year"],
  date_time: ["day", "week", "month", "quarter", "year"],
};

export function groupingsOf(field: Field): readonly string[] {
  return GROUPABLE[field.dataType] ?? [];
}

/** The levels that can be shown of those that are asked for. */
export function levelsOf(type: string, groupings: readonly Grouping[], lookup: Lookup): readonly Level[] {
  return groupings.flatMap((by) => {
    const resolved = resolvePath(type, by.path, lookup);
    if (resolved === undefined || !isReadable(resolved)) return [];
    return groupingsOf(resolved.field).includes(by.kind) ? [{ by, field: resolved.field }] : [];
  });
}

/** The groups of an answer, with those in them; each meets what the groups do that it is in. */
export function groupsIn(
  groups: readonly GroupSummaries[],
  levels: readonly Level[],
  above: Pick<RowGroup, "key" | "conditions"> = { key: "", conditions: [] },
  depth = 0,
): readonly RowGroup[] {
  const level = levels[depth];
  if (level === undefined) return [];
  const { by, field } = level;
  return groups.map((group) => {
    const own = conditionsOf(by.path, by.kind, field.dataType, group.group_value);
    const conditions = own === null || above.conditions === null ? null : [...above.conditions, ...own];
    const key = keyOf(above.key, group);
    return {
      key,
      depth,
      value: group.group_value,
      name: group.group_name,
      count: Number(group.summaries.id ?? 0),
      summaries: group.summaries,
      conditions,
      groups: groupsIn(group.groups ?? [], levels, { key, conditions }, depth + 1),
    };
  });
}

/** The keys of the groups that are closed, once all of a level are closed (`ArrowLeft`) or opened. */
export function withLevel(
  groups: readonly RowGroup[],
  depth: number,
  closed: ReadonlySet<string>,
  key: string,
): ReadonlySet<string> {
  const next = new Set(closed);
  const walk = (group: RowGroup) => {
    if (group.depth < depth) group.groups.forEach(walk);
    else if (key === "ArrowLeft") next.add(group.key);
    else next.delete(group.key);
  };
  groups.forEach(walk);
  return next;
}

/** The key of the group that a group is in; `""` where it is in none. */
export function aboveOf(groups: readonly RowGroup[], key: string): string {
  const around = groups.find((group) => key.startsWith(`${group.key}/`));
  return around === undefined ? "" : aboveOf(around.groups, key) || around.key;
}

export function keyOf(above: string, { group_value, group_name }: GroupSummaries): string {
  return `${above}/${JSON.stringify(group_value ?? group_name)}`;
}

export function conditionsOf(
  path: string,
  kind: string,
  dataType: string,
  value: unknown,
): readonly Condition[] | null {
  if (value === null || value === undefined || value === "") return [[path, "is", null]];
  if (kind === "exact") return [[path, "is", isLink(value) ? { type: value.type, id: value.id } : value]];
  if (kind === "firstletter") return [[path, "starts_with", value]];
  if (kind === "entitytype") return [[path, "type_is", value]];
  const step = STEPS[kind];
  if (step !== undefined && typeof value === "number") return [[path, "between", [value, value + step - 1]]];
  const end = typeof value === "string" ? lastDay(value, kind) : undefined;
  if (end === undefined) return null;
  const ends = dataType === "date_time" ? [`${value}T00:00:00Z`, `${end}T23:59:59Z`] : [value, end];
  return [[path, "between", ends]];
}

const STEPS: Readonly<Record<string, number>> = {
  tens: 10,
  hundreds: 100,
  thousands: 1000,
  tensofthousands: 10_000,
  hundredsofthousands: 100_000,
  millions: 1_000_000,
};

const MONTHS: Readonly<Record<string, number>> = { month: 1, quarter: 3, year: 12 };

/** The last day of the week, month … that begins on a day. */
function lastDay(first: string, kind: string): string | undefined {
  const day = new Date(`${first}T00:00:00Z`);
  if (Number.isNaN(day.getTime())) return undefined;
  const months = MONTHS[kind];
  if (months !== undefined) day.setUTCMonth(day.getUTCMonth() + months, 0);
  else if (kind === "week") day.setUTCDate(day.getUTCDate() + 6);
  else if (kind !== "day") return undefined;
  return day.toISOString().slice(0, 10);
}
