import { type ClipboardEvent, type RefObject, useRef } from "react";
import type { Row } from "../api/row";
import { edits } from "../editing/edits";
import { change } from "../editing/undo";
import type { Setting } from "../fields/field-type";
import { tell } from "../frame/notices";
import { useWords } from "../words/say";
import { type Copied, copied, pasted } from "./clipboard";
import type { Column } from "./columns";
import type { Cells } from "./use-cells";
import type { Cursor } from "./use-cursor";
import type { Rows } from "./use-rows";

interface Asked {
  readonly columns: readonly Column[];
  readonly rows: Rows;
  readonly cursor: Cursor;
  readonly cells: Cells;
  readonly setting: Setting;
  readonly scroller: RefObject<HTMLDivElement | null>;
}

/** `Ctrl-C` and `Ctrl-V` of the cells in range. */
export function useClipboard({ columns, rows, cursor, cells, setting, scroller }: Asked) {
  const { say } = useWords();
  const kept = useRef<Copied | null>(null);

  function onCopy(event: ClipboardEvent) {
    if (document.activeElement !== scroller.current || cursor.row === undefined) return;
    event.preventDefault();
    const range = cells.inRange();
    kept.current = copied(range.rows, range.columns, setting, edits.get());
    event.clipboardData.setData("text/plain", kept.current.text);
  }

  /** Over the range; from the cursor on, as far as the text reaches, where that is one cell. */
  function target(text: string): { readonly rows: readonly Row[]; readonly columns: readonly Column[] } {
    if (cursor.hasRange) return cells.inRange();
    const { line, column } = cursor.cursor;
    const height = text.replace(/\r?\n$/, "").split("\n").length;
    const width = (text.split("\n")[0] ?? "").split("\t").length;
    const below = Array.from({ length: height }, (_, at) => rows.rowAt(line + at));
    return {
      rows: below.filter((row) => row !== undefined),
      columns: columns.slice(column, column + width),
    };
  }

  function onPaste(event: ClipboardEvent) {
    if (document.activeElement !== scroller.current) return;
    const text = event.clipboardData.getData("text/plain");
    if (text === "") return;
    event.preventDefault();
    const over = target(text);
    const { changes, refused } = pasted(text, over.rows, over.columns, setting, edits.get(), kept.current);
    void change(changes);
    const [first] = refused;
    if (first !== undefined) {
      const { row, column, why } = first;
      const reason =
        why === null
          ? say("grid.notEdited", { name: column.label })
          : say(`fields.unreadable.${why.reason}`, { example: why.example });
      const cell = `${column.label} · ${row.id}`;
      tell({ text: say("grid.notPasted", { count: refused.length, cell, reason }) });
    }
  }

  return { onCopy, onPaste };
}
