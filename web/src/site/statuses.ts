import { queryOptions, useQuery } from "@tanstack/react-query";
import { perform } from "../api/perform";
import { every } from "../api/question";
import { type Row, textIn } from "../api/row";
import { searchRows } from "../api/rows";

/** A status of the site. */
export interface Status {
  readonly code: string;
  readonly name: string;
  /** A colour as CSS writes it; null where the site gives it none. */
  readonly colour: string | null;
}

const FIELDS = ["code", "name", "bg_color"];

const statusesQuery = queryOptions({
  queryKey: ["rows", "Status", { filters: every(), fields: FIELDS }],
  queryFn: ({ signal }) => perform(searchRows("Status", { filters: every(), fields: FIELDS }), signal),
});

/** The statuses of the site by their codes; empty until they have come. */
export function useStatuses(): ReadonlyMap<string, Status> {
  const { data } = useQuery({ ...statusesQuery, select: byCode });
  return data ?? NONE;
}

const NONE: ReadonlyMap<string, Status> = new Map();

function byCode(rows: readonly Row[]): ReadonlyMap<string, Status> {
  return new Map(rows.map((row) => statusIn(row)).map((status) => [status.code, status]));
}

function statusIn(row: Row): Status {
  const code = textIn(row, "code") ?? "";
  return { code, name: textIn(row, "name") ?? code, colour: colourIn(textIn(row, "bg_color")) };
}

/** The API writes colours as `25,118,27`. */
export function colourIn(text: string | null): string | null {
  const parts = (text ?? "").split(",").map(Number);
  const isColour =
    parts.length === 3 && parts.every((each) => Number.isInteger(each) && each >= 0 && each < 256);
  return isColour ? `rgb(${parts.join(" ")})` : null;
}
