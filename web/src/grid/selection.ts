/** Which rows are selected, and which cells are in range: plain values, changed by keys and clicks alike. */

/** A cell of the grid by its line and its column. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

export interface CellRange {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

export function rangeOf(one: Place, other: Place): CellRange {
  return {
    top: Math.min(one.line, other.line),
    bottom: Math.max(one.line, other.line),
    left: Math.min(one.column, other.column),
    right: Math.max(one.column, other.column),
  };
}

export function isSingle({ top, bottom, left, right }: CellRange): boolean {
  return top === bottom && left === right;
}

/** The selection with a row added, or taken out where it is in it. */
export function toggled(selected: ReadonlySet<number>, id: number): ReadonlySet<number> {
  const next = new Set(selected);
  if (!next.delete(id)) next.add(id);
  return next;
}

export function withAll(selected: ReadonlySet<number>, ids: Iterable<number>): ReadonlySet<number> {
  return new Set([...selected, ...ids]);
}
