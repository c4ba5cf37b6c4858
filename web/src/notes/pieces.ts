/** A piece of a text that somebody wrote: words, or an address to follow. */
export interface Piece {
  readonly text: string;
  readonly address: string | null;
}

const ADDRESS = /https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]}]/g;

/** A text in its pieces. Only addresses of the web can be followed; all else is words, whatever it looks like. */
export function piecesOf(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const found of text.matchAll(ADDRESS)) {
    if (found.index > at) pieces.push({ text: text.slice(at, found.index), address: null });
    pieces.push({ text: found[0], address: found[0] });
    at = found.index + found[0].length;
  }
  if (at < text.length) pieces.push({ text: text.slice(at), address: null });
  return pieces;
}
