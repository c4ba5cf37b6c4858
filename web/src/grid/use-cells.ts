import { useState } from "react";
import type { Row } from "../api/row";
import { change } from "../editing/undo";
import type { Step } from "../fields/field-type";
import { tell } from "../frame/notices";
import { say } from "../words/say";
import type { Column } from "./columns";
import { changeAll, type SeenCell, seenIn, seenOf } from "./seen";
import type { Cursor } from "./use-cursor";
import type { Rows } from "./use-rows";

interface Asked {
  readonly type: string;
  readonly columns: readonly Column[];
  readonly rows: Rows;
  readonly cursor: Cursor;
  readonly selected: ReadonlySet<number>;
  readonly isRetired: boolean;
}

interface Editing {
  /** What the edit is for, as it was when the editor opened. */
  readonly cells: Promise<readonly SeenCell[]>;
  readonly typed?: string;
}

/** Cells as they are changed: one in its editor, the range emptied, all that are selected at once. */
export function useCells({ type, columns, rows, cursor, selected, isRetired }: Asked) {
  const [editing, setEditing] = useState<Editing | null>(null);
  const { cursor: place, goTo, focus, range, hasRange } = cursor;

  /** What an edit of a row is for: of one that is selected, for all that are; of another, for that row alone. */
  function meant(row: Row, code: string): Promise<readonly SeenCell[]> {
    if (selected.size < 2 || !selected.has(row.id)) return Promise.resolve(seenIn([row], code));
    return seenOf(type, selected, code);
  }

  function write(cells: Promise<readonly SeenCell[]>, after: unknown) {
    cells.then(
      (seen) => changeAll(seen, after),
      (thrown: unknown) => tell({ thrown, retry: () => write(cells, after) }),
    );
  }

  function begin(line: number, at: number) {
    const row = rows.rowAt(line);
    const column = columns[at];
    if (row === undefined || column === undefined) return;
    if (!column.isEditable) {
      tell({ text: isRetired ? say("grid.retiredStay") : say("grid.notEdited", { name: column.label }) });
      return;
    }
    goTo({ line, column: at });
    const cells = meant(row, column.path);
    // Told of when it is to be written; until then it waits.
    cells.catch(() => undefined);
    setEditing({ cells });
  }

  /** Close the editor, and go on as its last key says. */
  function leave(to?: Step) {
    setEditing(null);
    focus();
    const { line, column } = place;
    if (to === "down") goTo({ line: line + 1, column });
    if (to === "next") goTo({ line, column: column + 1 });
    if (to === "previous") goTo({ line, column: column - 1 });
  }

  function done(value: unknown, to?: Step) {
    const cells = editing?.cells;
    leave(to);
    if (cells !== undefined) write(cells, value);
  }

  function inRange(): { readonly rows: readonly Row[]; readonly columns: readonly Column[] } {
    const lines = Array.from({ length: range.bottom - range.top + 1 }, (_, at) => rows.rowAt(range.top + at));
    return {
      rows: lines.filter((row) => row !== undefined),
      columns: columns.slice(range.left, range.right + 1),
    };
  }

  function clear() {
    const { row } = cursor;
    const cells = inRange();
    const editable = cells.columns.filter(({ isEditable }) => isEditable);
    if (hasRange)
      void change(
        editable.flatMap(({ path, type: { empty } }) =>
          seenIn(cells.rows, path).map((cell) => ({ ...cell, after: empty })),
        ),
      );
    else if (row !== undefined) for (const { path, type: of } of editable) write(meant(row, path), of.empty);
  }

  return { editing, begin, leave, done, inRange, clear };
}

export type Cells = ReturnType<typeof useCells>;
