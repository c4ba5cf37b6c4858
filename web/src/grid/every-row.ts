/** All rows of a question, in large pages one after another: for exports, and for what is done to all that are selected. */
import { perform } from "../api/perform";
import { every, type Group } from "../api/question";
import type { Row } from "../api/row";
import { LARGEST_PAGE, searchRows } from "../api/rows";

interface Asked {
  readonly type: string;
  readonly filters: Group;
  readonly fields: readonly string[];
  readonly sort?: readonly string[];
  readonly retired?: boolean;
}

/** Pages of rows; `size` is small where rows are wide, so that each answer comes soon. */
export async function* everyRow(
  asked: Asked,
  signal?: AbortSignal,
  size = LARGEST_PAGE,
): AsyncGenerator<readonly Row[]> {
  const { type, ...question } = asked;
  for (let number = 1; ; number += 1) {
    const rows = await perform(searchRows(type, { ...question, page: { number, size } }), signal);
    if (rows.length > 0) yield rows;
    if (rows.length < size) return;
  }
}

export async function idsOf(type: string, filters: Group, retired = false): Promise<readonly number[]> {
  const ids: number[] = [];
  for await (const rows of everyRow({ type, filters, fields: [], retired }))
    ids.push(...rows.map(({ id }) => id));
  return ids;
}

/** Rows by their ids, wherever they are. */
export async function rowsById(
  type: string,
  ids: readonly number[],
  fields: readonly string[],
): Promise<readonly Row[]> {
  const found: Row[] = [];
  for (let at = 0; at < ids.length; at += LARGEST_PAGE) {
    const filters = every(["id", "in", ids.slice(at, at + LARGEST_PAGE)]);
    const page = { number: 1, size: LARGEST_PAGE };
    found.push(...(await perform(searchRows(type, { filters, fields, page }))));
  }
  return found;
}
