/** Rows as a table of text (RFC 4180), which spreadsheets open: with a mark of the encoding and one line for each row. */
import type { Group } from "../api/question";
import type { Row } from "../api/row";
import type { Setting } from "../fields/field-type";
import type { Column } from "./columns";
import { everyRow } from "./every-row";

const MARK = "\ufeff";
const WIDE_PAGE = 1000;

export function csvHead(columns: readonly Column[]): string {
  return `${MARK}${["Id", ...columns.map(({ label }) => label)].map(quoted).join(",")}\r\n`;
}

export function csvRow(row: Row, columns: readonly Column[], setting: Setting): string {
  const cells = columns.map(({ path, field, type }) =>
    (type.csv ?? type.text)(row.values[path] ?? null, field, setting),
  );
  return `${[String(row.id), ...cells].map(quoted).join(",")}\r\n`;
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

interface Export {
  readonly type: string;
  readonly filters: Group;
  readonly sort: readonly string[];
  readonly columns: readonly Column[];
  readonly setting: Setting;
  readonly retired: boolean;
}

/** All rows of a question as a file, fetched page by page; `told` hears how many there are already. */
export async function exportCsv(
  { type, filters, sort, columns, setting, retired }: Export,
  told: (rows: number) => void,
  signal?: AbortSignal,
): Promise<Blob> {
  // Each page becomes bytes at once: texts of all rows together would be twice as large.
  const parts: Blob[] = [new Blob([csvHead(columns)])];
  let count = 0;
  const fields = columns.map(({ path }) => path);
  for await (const rows of everyRow({ type, filters, fields, sort, retired }, signal, WIDE_PAGE)) {
    parts.push(new Blob([rows.map((row) => csvRow(row, columns, setting)).join("")]));
    count += rows.length;
    told(count);
  }
  return new Blob(parts, { type: "text/csv;charset=utf-8" });
}

/** Let the browser keep a file. */
export function saveFile(content: Blob, name: string): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
