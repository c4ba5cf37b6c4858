/** How many pixels a picture has, told by its first bytes: before a browser unpacks all of them, and stands still meanwhile. */
export interface Extent {
  readonly width: number;
  readonly height: number;
}

/** More pixels than that hold up a page for seconds, and take its memory. */
const MOST = 50e6;

export function isTooLarge(extent: Extent | null): boolean {
  return extent !== null && extent.width * extent.height > MOST;
}

/** The extent of a PNG, JPEG, GIF, BMP, WebP or AVIF; null where the bytes do not tell it. */
export function extentIn(bytes: Uint8Array): Extent | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const [magic, at, read] of FORMATS) {
    if (textAt(view, at, magic.length) !== magic) continue;
    try {
      return read(view);
    } catch (thrown) {
      // Fewer bytes than its kind has.
      if (thrown instanceof RangeError) return null;
      throw thrown;
    }
  }
  return null;
}

type Reader = (view: DataView) => Extent | null;

const FORMATS: readonly (readonly [magic: string, at: number, read: Reader])[] = [
  ["IHDR", 12, (view) => ({ width: view.getUint32(16), height: view.getUint32(20) })],
  ["\xff\xd8\xff", 0, ofJpeg],
  ["GIF8", 0, (view) => ({ width: view.getUint16(6, true), height: view.getUint16(8, true) })],
  ["BM", 0, (view) => ({ width: view.getUint32(18, true), height: Math.abs(view.getInt32(22, true)) })],
  ["WEBP", 8, ofWebp],
  ["ftypavif", 4, ofAvif],
];

/** Segment by segment, up to the one that begins a frame. */
function ofJpeg(view: DataView): Extent | null {
  for (let at = 2; at < view.byteLength; at += 2 + view.getUint16(at + 2)) {
    const kind = view.getUint8(at + 1);
    const beginsFrame = kind >= 0xc0 && kind <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(kind);
    if (beginsFrame) return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
  }
  return null;
}

function ofWebp(view: DataView): Extent | null {
  const kind = textAt(view, 12, 4);
  if (kind === "VP8X") return { width: threeAt(view, 24) + 1, height: threeAt(view, 27) + 1 };
  if (kind === "VP8 ")
    return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
  const packed = view.getUint32(21, true);
  return { width: (packed & 0x3fff) + 1, height: ((packed >> 14) & 0x3fff) + 1 };
}

/** The largest of the extents that its parts have: a thumbnail may stand before the picture. */
function ofAvif(view: DataView): Extent | null {
  let largest: Extent | null = null;
  for (let at = 0; at + 16 <= Math.min(view.byteLength, 8192); at += 1) {
    if (textAt(view, at, 4) !== "ispe") continue;
    const found = { width: view.getUint32(at + 8), height: view.getUint32(at + 12) };
    if (largest === null || found.width > largest.width) largest = found;
  }
  return largest;
}

function threeAt(view: DataView, at: number): number {
  return view.getUint16(at, true) + view.getUint8(at + 2) * 0x10000;
}

function textAt(view: DataView, at: number, length: number): string {
  if (at + length > view.byteLength) return "";
  return String.fromCharCode(...new Uint8Array(view.buffer, view.byteOffset + at, length));
}
