/** A picture in the place of another, and the way back: the API takes pictures as bytes alone, so the window keeps those of the former one. */
import { factsOf, readFile } from "../api/media";
import { linkIn, type Row, textIn } from "../api/row";
import { updateRow } from "../api/rows";
import { attach } from "../api/uploads";
import { remember } from "../editing/undo";
import { cache } from "../site/cache";
import { write } from "../site/writes";

/** A larger one is not kept: the window would hold all of it. */
const MOST = 64e6;

/** The picture that a row had: null for none of its own, undefined where it cannot be had. */
export type Former = File | null | undefined;

/** The picture of a row, to be put back. */
export async function formerOf(row: Row): Promise<Former> {
  const source = linkIn(row, "image_source_entity");
  const isOwn = source === null || (source.type === row.type && source.id === row.id);
  if (textIn(row, "image") === null || !isOwn) return null;
  const held = { of: row, field: "image" };
  try {
    const { contentType, size } = await factsOf(held);
    if (size === null || size > MOST || !contentType.startsWith("image/")) return undefined;
    const bytes = await readFile(held, "original");
    const ending = contentType.split("/")[1]?.replace("jpeg", "jpg") ?? "jpg";
    return new File([bytes], `${row.type}_${row.id}.${ending}`, { type: contentType });
  } catch {
    return undefined;
  }
}

/** Give a row another picture; undoably, where the former one is known. */
export async function replacePicture(
  row: Row,
  file: File,
  former: Former,
  told: (done: number) => void,
): Promise<void> {
  await put(row, file, told);
  // Before it is to be seen: whoever sees it may undo it at once.
  if (former !== undefined)
    remember({ what: "edit", count: 1, undo: () => putBack(row, former), redo: () => putBack(row, file) });
  await reread(row);
}

async function putBack(row: Row, file: File | null): Promise<boolean> {
  await put(row, file, () => undefined);
  await reread(row);
  return true;
}

async function put(row: Row, file: File | null, told: (done: number) => void): Promise<void> {
  if (file === null) await write(updateRow(row.type, row.id, { image: null }));
  else await attach(row, file, told, undefined, "image");
}

async function reread({ type, id }: Row): Promise<void> {
  await cache.invalidateQueries({ queryKey: ["row", type, id] });
}
