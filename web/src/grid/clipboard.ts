/** Cells as text with tabs, as spreadsheets copy them; what was copied here comes back as the values that it was, links among them. */
import type { Row } from "../api/row";
import { type CellChange, cellValue, type Edits } from "../editing/edits";
import type { Setting } from "../fields/field-type";
import { isUnreadable, Unreadable } from "../fields/unreadable";
import type { Column } from "./columns";

export interface Copied {
  readonly text: string;
  readonly values: readonly (readonly { readonly dataType: string; readonly value: unknown }[])[];
}

export function copied(
  rows: readonly Row[],
  columns: readonly Column[],
  setting: Setting,
  edits: Edits,
): Copied {
  const values = rows.map((row) =>
    columns.map(({ path, field }) => ({ dataType: field.dataType, value: cellValue(row, path, edits) })),
  );
  const text = rows.map((row) =>
    columns
      .map(({ path, field, type }) => quoted(type.text(cellValue(row, path, edits), field, setting)))
      .join("\t"),
  );
  return { text: text.join("\n"), values };
}

function quoted(text: string): string {
  return /["\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The cells of a text with tabs; quoted ones may have tabs and lines in them. */
export function cellsIn(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [[]];
  const cells = /"((?:[^"]|"")*)"(?=\t|\r?\n|$)|([^\t\r\n]*)/y;
  const body = text.replace(/\r?\n$/, "");
  for (let at = 0; ; ) {
    cells.lastIndex = at;
    const found = cells.exec(body);
    rows.at(-1)?.push(found?.[1] !== undefined ? found[1].replaceAll('""', '"') : (found?.[2] ?? ""));
    at += found?.[0].length ?? 0;
    if (body[at] === "\t") at += 1;
    else if (body[at] === "\r" || body[at] === "\n") {
      at += body.startsWith("\r\n", at) ? 2 : 1;
      rows.push([]);
    } else return rows;
  }
}

export interface Pasted {
  readonly changes: readonly CellChange[];
  /** The cells that take nothing of it: their fields are not edited, or the text is no value of them. */
  readonly refused: readonly Refused[];
}

export interface Refused {
  readonly row: Row;
  readonly column: Column;
  /** Null where the field is not edited at all. */
  readonly why: Unreadable | null;
}

/** What pasting a text over rows and columns changes; one cell fills all of them. Each cell takes what means something to it. */
export function pasted(
  text: string,
  rows: readonly Row[],
  columns: readonly Column[],
  setting: Setting,
  edits: Edits,
  before: Copied | null,
): Pasted {
  const own = before !== null && before.text === text.replaceAll("\r\n", "\n") ? before.values : null;
  const cells = cellsIn(text);
  const changes: CellChange[] = [];
  const refused: Refused[] = [];
  for (const [at, row] of rows.entries()) {
    for (const [across, column] of columns.entries()) {
      const { path, field, type, isEditable } = column;
      const line = cells[at % cells.length] ?? [];
      const cell = line[across % line.length];
      if (cell === undefined) continue;
      if (!isEditable) {
        refused.push({ row, column, why: null });
        continue;
      }
      const mine = own?.[at % own.length]?.[across % line.length];
      const after =
        mine?.dataType === field.dataType
          ? mine.value
          : type.read === undefined
            ? new Unreadable("link", "")
            : type.read(cell, field, setting);
      if (isUnreadable(after)) refused.push({ row, column, why: after });
      else
        changes.push({ type: row.type, id: row.id, code: path, before: cellValue(row, path, edits), after });
    }
  }
  return { changes, refused };
}
