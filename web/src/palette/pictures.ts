import { useQuery } from "@tanstack/react-query";
import { perform } from "../api/perform";
import { every } from "../api/question";
import { type Link, textIn } from "../api/row";
import { searchRows } from "../api/rows";
import { keyOf } from "./finding";

/** Types whose rows are known by their pictures. */
const HAVE_PICTURES = [
  "Asset",
  "Episode",
  "HumanUser",
  "Note",
  "Playlist",
  "Project",
  "PublishedFile",
  "Sequence",
  "Shot",
  "Version",
];

/** Whether the rows of a type have pictures. */
export function havePictures(type: string): boolean {
  return HAVE_PICTURES.includes(type);
}

/** The addresses of the pictures of rows, by `keyOf`; those that are on their way, or have none, are missing. */
export function usePictures(rows: readonly Link[]): ReadonlyMap<string, string> {
  const byType = HAVE_PICTURES.map((type) => ({
    type,
    ids: rows.filter((row) => row.type === type).map((row) => row.id),
  })).filter(({ ids }) => ids.length > 0);
  const query = useQuery({
    queryKey: ["pictures", byType],
    queryFn: ({ signal }) => picturesOf(byType, signal),
    enabled: byType.length > 0,
    // Signed addresses last for minutes.
    staleTime: 60_000,
    gcTime: 60_000,
    placeholderData: (before) => before,
  });
  return query.data ?? NONE;
}

const NONE: ReadonlyMap<string, string> = new Map();

async function picturesOf(
  wanted: readonly { readonly type: string; readonly ids: readonly number[] }[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const question = (ids: readonly number[]) => ({ filters: every(["id", "in", ids]), fields: ["image"] });
  const found = await Promise.all(
    // A type whose pictures the person may not see has none.
    wanted.map(({ type, ids }) => perform(searchRows(type, question(ids)), signal).catch(() => [])),
  );
  return new Map(
    found.flat().flatMap((row) => {
      const address = textIn(row, "image");
      return address === null ? [] : [[keyOf(row), address] as const];
    }),
  );
}
