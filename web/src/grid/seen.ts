/** Cells as they were when somebody began to change them, so that what others made of them meanwhile is found out. */
import type { Row } from "../api/row";
import { type Cell, type CellChange, cellValue, edits } from "../editing/edits";
import { change } from "../editing/undo";
import { isSameValue } from "../editing/values";
import { rowsById } from "./every-row";

export interface SeenCell extends Cell {
  readonly before: unknown;
}

export function seenIn(rows: readonly Row[], code: string): readonly SeenCell[] {
  return rows.map((row) => ({
    type: row.type,
    id: row.id,
    code,
    before: cellValue(row, code, edits.get()),
  }));
}

/** Of rows that are selected, wherever they are, what they have now. */
export async function seenOf(
  type: string,
  ids: Iterable<number>,
  code: string,
): Promise<readonly SeenCell[]> {
  return seenIn(await rowsById(type, [...ids], [code]), code);
}

/** Give cells a value, but for those that have it. */
export async function changeAll(cells: readonly SeenCell[], after: unknown): Promise<void> {
  const others = cells.filter(({ before }) => !isSameValue(before, after));
  await change(others.map((cell): CellChange => ({ ...cell, after })));
}
