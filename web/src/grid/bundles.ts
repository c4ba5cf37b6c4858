/** Small groups that stand one after another, whose rows are asked for at once rather than by a request each. */
import { type Condition, every, type Group, some } from "../api/question";
import { isLink, type Row } from "../api/row";
import type { RowGroup } from "./groups";

export interface Bundle {
  /** Tells bundles apart. */
  readonly key: string;
  readonly groups: readonly RowGroup[];
  /** What the rows of one of its groups meet. */
  readonly filters: Group;
}

/** A group of more rows than this has requests of its own, page by page. */
const SMALL = 60;
/** So many rows and groups are asked for at once. */
const MOST_ROWS = 200;
const MOST_GROUPS = 40;

/**
 * The bundles that groups are in, by the keys of the groups; large ones are in none, and neither is one that stands alone between large ones.
 *
 * Which groups are together hangs on the groups alone, and not on what is open or on the screen: what was asked for once stays good.
 */
export function bundlesOf(groups: readonly RowGroup[]): ReadonlyMap<string, Bundle> {
  const bundles = new Map<string, Bundle>();
  let together: RowGroup[] = [];
  let rows = 0;
  const tie = () => {
    const [first, second] = together;
    if (first !== undefined && second !== undefined) {
      const filters = some(...together.map(({ conditions }) => every(...(conditions ?? []))));
      const bundle = { key: `bundle ${first.key}`, groups: together, filters };
      for (const { key } of together) bundles.set(key, bundle);
    }
    together = [];
    rows = 0;
  };
  for (const group of leavesOf(groups)) {
    const isSmall = group.count <= SMALL && group.conditions?.every(canTell) === true;
    if (!isSmall || rows + group.count > MOST_ROWS || together.length >= MOST_GROUPS) tie();
    if (!isSmall) continue;
    together.push(group);
    rows += group.count;
  }
  tie();
  return bundles;
}

function leavesOf(groups: readonly RowGroup[]): readonly RowGroup[] {
  return groups.flatMap((group) => (group.groups.length === 0 ? [group] : leavesOf(group.groups)));
}

/** The rows of a bundle by the keys of its groups, each group's in the order in which they came. */
export function dealt({ groups }: Bundle, rows: readonly Row[]): ReadonlyMap<string, readonly Row[]> {
  const dealing = new Map<string, Row[]>(groups.map(({ key }) => [key, []]));
  for (const row of rows) {
    const group = groups.find(({ conditions }) => conditions?.every((each) => meets(row, each)));
    if (group !== undefined) dealing.get(group.key)?.push(row);
  }
  return dealing;
}

type Meeting = (value: unknown, wanted: unknown) => boolean;

/** Whether a value meets what the conditions of groups ask for, as the API does. */
const MEETINGS: Readonly<Record<string, Meeting>> = {
  is: (value, wanted) =>
    isLink(wanted)
      ? isLink(value) && value.type === wanted.type && value.id === wanted.id
      : folded(value) === folded(wanted),
  type_is: (value, wanted) => isLink(value) && value.type === wanted,
  starts_with: (value, wanted) =>
    typeof value === "string" && value.toLowerCase().startsWith(String(wanted).toLowerCase()),
  between: (value, wanted) => {
    const [from, to] = Array.isArray(wanted) ? wanted : [];
    return value !== null && value !== undefined && value >= from && value <= to;
  },
};

function canTell([, relation]: Condition): boolean {
  return relation in MEETINGS;
}

function meets(row: Row, [path, relation, wanted]: Condition): boolean {
  return MEETINGS[relation]?.(row.values[path], wanted) === true;
}

/** The API takes no notice of the case of texts, and an empty one for none. */
function folded(value: unknown): unknown {
  if (value === undefined || value === "") return null;
  return typeof value === "string" ? value.toLowerCase() : value;
}
