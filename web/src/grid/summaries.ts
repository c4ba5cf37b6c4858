/** Columns summed up: what the API is asked for, and how its answer is told. Of all rows, and of those of each group. */
import type { GroupSummaries, Summaries, SummaryField } from "../api/rows";
import type { Field } from "../api/schema";
import type { Setting, Summary } from "../fields/field-type";
import { typeOfField } from "../fields/field-types";
import { say } from "../words/say";
import { keyOf } from "./groups";
import type { ShownSummary } from "./view";

/** How many rows have a value. */
export interface Each {
  readonly name: string;
  readonly value: unknown;
  readonly count: number;
}

/** What one question answers for: every summary but `each`, which groups by the column instead. The rows are counted as well. */
export function summaryFields(summaries: readonly ShownSummary[]): readonly SummaryField[] {
  const asked = summaries.filter(({ path, kind }) => kind !== "each" && path !== "id");
  return [
    { field: "id", type: "record_count" },
    ...asked.map(({ path, kind }) => ({ field: path, type: kind })),
  ];
}

/** How many rows have each value, of all and of every group: what is grouped by the column below the groups, added up. */
export function eachOf(answer: Summaries, levels: number): ReadonlyMap<string, readonly Each[]> {
  const found = new Map<string, readonly Each[]>();
  const walk = (groups: readonly GroupSummaries[], key: string, depth: number): readonly Each[] => {
    const parts =
      depth === levels
        ? groups.map((group) => ({
            name: group.group_name,
            value: group.group_value,
            count: Number(group.summaries.id ?? 0),
          }))
        : groups.flatMap((group) => walk(group.groups ?? [], keyOf(key, group), depth + 1));
    const each = together(parts);
    found.set(key, each);
    return each;
  };
  walk(answer.groups, "", 0);
  return found;
}

/** The same values as one, the most frequent first. */
function together(parts: readonly Each[]): readonly Each[] {
  const values = new Map<string, Each>();
  for (const part of parts) {
    const key = JSON.stringify(part.value ?? part.name);
    values.set(key, { ...part, count: part.count + (values.get(key)?.count ?? 0) });
  }
  return [...values.values()].toSorted((one, other) => other.count - one.count);
}

/** The values that are named of `each`. */
const MOST = 6;

export function eachText(each: readonly Each[], field: Field, setting: Setting): string {
  const nothing = say("grid.noValue");
  const parts = each.slice(0, MOST).map(({ name, value, count }) => {
    const words = typeOfField(field).text(value, field, setting) || name || nothing;
    return `${words} ${setting.format.number(count)}`;
  });
  return `${parts.join(" · ")}${each.length > MOST ? " …" : ""}`;
}

const COUNTED: ReadonlySet<Summary> = new Set(["record_count", "count", "checked", "unchecked"]);
const SHARES: ReadonlySet<Summary> = new Set([
  "percentage",
  "status_percentage",
  "status_percentage_as_float",
]);

/** `""` where there is nothing to tell, as of the earliest of no days. */
export function summaryText(value: unknown, kind: Summary, field: Field, setting: Setting): string {
  if (value === null || value === undefined) return "";
  const { format } = setting;
  if (COUNTED.has(kind)) return format.number(Number(value));
  if (SHARES.has(kind)) return `${format.number(Number(value))} %`;
  if (kind === "average" && !isDuration(field)) return format.number(Number(value));
  return typeOfField(field).text(field.dataType === "float" ? String(value) : value, field, setting);
}

function isDuration({ dataType, properties }: Field): boolean {
  return dataType === "duration" || (dataType === "calculated" && properties.renderer === "duration");
}

/** What a kind of summary is called. A share of boxes is of those that are ticked, one of numbers of those that are there. */
export function summaryName(kind: Summary, { dataType }: Pick<Field, "dataType">): string {
  return kind === "percentage" && dataType !== "checkbox"
    ? say("grid.summary.filledShare")
    : say(`grid.summary.${kind}`);
}
