import { type Extent, isTooLarge } from "../api/extent";
import { isRecord } from "../api/failure";
import { type FileFacts, factsOf, type Held, holdsUp, isPending, readFile } from "../api/media";
import { perform } from "../api/perform";
import { linkIn, type Row, textIn } from "../api/row";
import { readRow } from "../api/rows";

/** What the viewer has to show: a file that a field of a row holds, under a name. */
export interface Viewed {
  readonly held: Held;
  readonly name: string;
}

/** Why it is not the file itself that is shown. */
export type Why = "format" | "size" | "pending" | "broken" | "none";

/** What a browser can make of a file. Addresses of bytes that are in the window are to be given back by whoever asked. */
export type Shown = {
  readonly contentType: string;
  readonly size: number | null;
  /** Of the original, as far as its first bytes tell. */
  readonly extent: Extent | null;
} & (
  | { readonly kind: "picture"; readonly address: string }
  | Film
  | { readonly kind: "stand-in"; readonly address: string; readonly why: Why }
  | { readonly kind: "nothing"; readonly why: Why }
);

interface Film {
  readonly kind: "film";
  readonly address: string;
  readonly poster: string | null;
  /** Frames a second; null where the site does not know. */
  readonly rate: number | null;
}

const PICTURES = /^image\/(png|jpeg|gif|webp|avif|bmp)$/;
const FILMS = /^video\//;
/** Larger ones are shown by their thumbnail: they would fill the window's memory. */
const MOST = 150e6;

/**
 * Fetch what can be seen of a file: the original where browsers show its kind, else the large picture of it.
 *
 * Of a film that the browser turned out not to play, `isPlayed` false asks for its picture.
 */
export async function shownOf({ held }: Viewed, isPlayed: boolean, signal: AbortSignal): Promise<Shown> {
  const film = isPlayed ? await filmOf(held, signal) : null;
  if (film !== null) return { ...film, contentType: "video/mp4", size: null, extent: null };
  const facts = await factsOf(held, signal);
  if (FILMS.test(facts.contentType) && isPlayed) {
    const row = await perform(readRow(held.of.type, held.of.id, [held.field, "image"]), signal);
    const address = addressIn(row, held.field);
    if (address !== null) return { ...facts, kind: "film", address, poster: posterIn(row), rate: null };
  }
  const isShown = PICTURES.test(facts.contentType) && (facts.size ?? 0) <= MOST && !isTooLarge(facts.extent);
  if (!isShown) return standInOf(held, facts, signal);
  return { ...facts, kind: "picture", address: lent(await readFile(held, "original", signal)) };
}

/** The picture that the site made of a file; or why there is none. */
async function standInOf(held: Held, facts: FileFacts, signal: AbortSignal): Promise<Shown> {
  const why = PICTURES.test(facts.contentType) ? "size" : "format";
  // The picture of a file is the row's own.
  const address = textIn(await perform(readRow(held.of.type, held.of.id, ["image"]), signal), "image");
  if (address === null) return { ...facts, kind: "nothing", why: "none" };
  if (isPending(address)) return { ...facts, kind: "nothing", why: "pending" };
  const large = await readFile({ of: held.of, field: "image" }, "large", signal);
  // Of what it could make no picture of, the site shows the file itself.
  const isMade = PICTURES.test(large.type) && !(await holdsUp(large));
  if (!isMade) return { ...facts, kind: "nothing", why: why === "size" ? "size" : "broken" };
  return { ...facts, kind: "stand-in", why, address: lent(large) };
}

/** The film that was made of a version, or of the version whose picture a note shows. */
async function filmOf({ of, field }: Held, signal: AbortSignal): Promise<Film | null> {
  if (field !== "image" || (of.type !== "Version" && of.type !== "Note")) return null;
  const version =
    of.type === "Version"
      ? of
      : linkIn(await perform(readRow("Note", of.id, ["image_source_entity"]), signal), "image_source_entity");
  if (version?.type !== "Version") return null;
  const row = await perform(readRow("Version", version.id, [FILM, POSTER, RATE, "image"]), signal);
  const address = addressIn(row, FILM);
  const rate = Number(row.values[RATE]);
  return address === null
    ? null
    : { kind: "film", address, poster: posterIn(row), rate: rate > 0 ? rate : null };
}

const FILM = "sg_uploaded_movie_mp4";
const POSTER = "sg_uploaded_movie_image";
const RATE = "sg_uploaded_movie_frame_rate";

/** The signed address of a file, from which films are played while they come. */
function addressIn({ values }: Row, field: string): string | null {
  const held = values[field];
  return isRecord(held) && typeof held.url === "string" ? held.url : null;
}

function posterIn(row: Row): string | null {
  const address = textIn(row, POSTER) ?? addressIn(row, POSTER) ?? textIn(row, "image");
  return address === null || isPending(address) ? null : address;
}

function lent(bytes: Blob): string {
  return URL.createObjectURL(bytes);
}

/** `image/jpeg` as people call it. */
export function formatOf(contentType: string): string {
  return (contentType.split("/").at(-1) ?? "").replace(/^x-/, "").toUpperCase();
}
