/**
 * QR codes of short texts, as ISO/IEC 18004 has them: bytes, of the middle level of correction (M), as large as the text asks for.
 *
 * A code is rows of modules; true is dark.
 */
export type Code = readonly (readonly boolean[])[];

/** By version, from 1 on: the words of correction of a block, and how many blocks there are. */
const BLOCKS: readonly (readonly [correction: number, blocks: number])[] = [
  [10, 1],
  [16, 1],
  [26, 1],
  [18, 2],
  [24, 2],
  [16, 4],
  [18, 4],
  [22, 4],
  [22, 5],
  [26, 5],
  [30, 5],
  [22, 8],
  [22, 9],
  [24, 9],
  [24, 10],
];

/** The code of a text; throws `RangeError` where it is too long for one. */
export function qrCode(text: string): Code {
  const bytes = new TextEncoder().encode(text);
  const version = BLOCKS.findIndex((_, at) => bytes.length <= roomIn(at + 1)) + 1;
  if (version === 0) throw new RangeError("The text is too long for a code.");
  const words = interleaved(version, wordsOf(bytes, version));
  const drawn = MASKS.map((_, mask) => draw(version, words, mask));
  return drawn.reduce((best, each) => (penalty(each) < penalty(best) ? each : best));
}

/** How many bytes of text a version takes. */
function roomIn(version: number): number {
  return dataWords(version) - (version < 10 ? 2 : 3);
}

function dataWords(version: number): number {
  const [correction, blocks] = blocksOf(version);
  return Math.floor(rawModules(version) / 8) - correction * blocks;
}

function blocksOf(version: number): readonly [number, number] {
  return BLOCKS[version - 1] ?? [0, 0];
}

/** The modules that are left for words beside the patterns. */
function rawModules(version: number): number {
  const aligned = alignments(version).length;
  const patterns = aligned === 0 ? 0 : 25 * (aligned ** 2 - 3) - 10 * (aligned - 2);
  return (16 * version + 128) * version + 64 - patterns - (version >= 7 ? 36 : 0);
}

/** Where the middles of the alignment patterns are, along either edge. */
function alignments(version: number): readonly number[] {
  if (version === 1) return [];
  const count = Math.floor(version / 7) + 2;
  const last = version * 4 + 10;
  const step = Math.ceil((last - 6) / (count - 1) / 2) * 2;
  return [6, ...Array.from({ length: count - 1 }, (_, at) => last - step * (count - 2 - at))];
}

function wordsOf(bytes: Uint8Array, version: number): readonly number[] {
  const bits: number[] = [];
  const put = (value: number, width: number) => {
    for (let at = width - 1; at >= 0; at -= 1) bits.push((value >> at) & 1);
  };
  put(4, 4);
  put(bytes.length, version < 10 ? 8 : 16);
  for (const byte of bytes) put(byte, 8);
  const whole = dataWords(version);
  put(0, Math.min(4, whole * 8 - bits.length));
  while (bits.length % 8 > 0) bits.push(0);
  const words = Array.from({ length: bits.length / 8 }, (_, at) =>
    bits.slice(at * 8, at * 8 + 8).reduce((word, bit) => word * 2 + bit, 0),
  );
  for (let at = 0; words.length < whole; at += 1) words.push(at % 2 === 0 ? 0xec : 0x11);
  return words;
}

/** The words of all blocks in turn, then those of their correction. */
function interleaved(version: number, words: readonly number[]): readonly number[] {
  const [correction, count] = blocksOf(version);
  const short = Math.floor(words.length / count);
  const shorter = count - (words.length % count);
  const divisor = divisorOf(correction);
  const blocks = Array.from({ length: count }, (_, at) => {
    const from = at * short + Math.max(0, at - shorter);
    const data = words.slice(from, from + short + (at < shorter ? 0 : 1));
    return { data, correction: remainder(data, divisor) };
  });
  const inTurn = (of: readonly (readonly number[])[]) =>
    Array.from({ length: Math.max(...of.map(({ length }) => length)) }, (_, at) =>
      of.flatMap((each) => each[at] ?? []),
    ).flat();
  return [...inTurn(blocks.map(({ data }) => data)), ...inTurn(blocks.map((each) => each.correction))];
}

/** Reed and Solomon's divisor: the product of (x - 2^n), without its leading 1. */
function divisorOf(degree: number): readonly number[] {
  let found: readonly number[] = [...new Array<number>(degree - 1).fill(0), 1];
  let root = 1;
  for (let at = 0; at < degree; at += 1) {
    const times = root;
    found = found.map((each, place) => product(each, times) ^ (found[place + 1] ?? 0));
    root = product(root, 2);
  }
  return found;
}

function remainder(data: readonly number[], divisor: readonly number[]): readonly number[] {
  let left: readonly number[] = divisor.map(() => 0);
  for (const word of data) {
    const factor = word ^ (left[0] ?? 0);
    left = divisor.map((each, at) => product(each, factor) ^ (left[at + 1] ?? 0));
  }
  return left;
}

/** The product of two words in the field of 256, modulo x^8 + x^4 + x^3 + x^2 + 1. */
function product(one: number, other: number): number {
  let found = 0;
  for (let at = 7; at >= 0; at -= 1) {
    found = (found << 1) ^ ((found >> 7) * 0x11d);
    found ^= ((other >> at) & 1) * one;
  }
  return found;
}

/** Which modules are turned over, so that the code has few shapes that confuse. */
const MASKS: readonly ((x: number, y: number) => boolean)[] = [
  (x, y) => (x + y) % 2 === 0,
  (_, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];

function draw(version: number, words: readonly number[], mask: number): Code {
  const size = version * 4 + 17;
  const drawn: (boolean | undefined)[][] = Array.from({ length: size }, () =>
    new Array(size).fill(undefined),
  );
  const set = (x: number, y: number, isDark: boolean) => {
    const row = drawn[y];
    if (row !== undefined && x >= 0 && x < size) row[x] = isDark;
  };
  for (let at = 0; at < size; at += 1) {
    set(6, at, at % 2 === 0);
    set(at, 6, at % 2 === 0);
  }
  for (const [x, y] of [
    [3, 3],
    [size - 4, 3],
    [3, size - 4],
  ] as const)
    rings(set, x, y, 4, (far) => far !== 2 && far !== 4);
  const places = alignments(version);
  for (const x of places)
    for (const y of places) {
      const isAtCorner = (x === 6 && (y === 6 || y === size - 7)) || (x === size - 7 && y === 6);
      if (!isAtCorner) rings(set, x, y, 2, (far) => far !== 1);
    }
  format(set, size, mask);
  if (version >= 7) formatOfVersion(set, size, version);
  fill(drawn, words, MASKS[mask] ?? (() => false));
  return drawn.map((row) => row.map((each) => each === true));
}

type Set = (x: number, y: number, isDark: boolean) => void;

function rings(set: Set, x: number, y: number, reach: number, isDark: (far: number) => boolean): void {
  for (let across = -reach; across <= reach; across += 1)
    for (let down = -reach; down <= reach; down += 1)
      set(x + across, y + down, isDark(Math.max(Math.abs(across), Math.abs(down))));
}

/** The level of correction and the mask, twice, with their own correction. */
function format(set: Set, size: number, mask: number): void {
  const bits = (((mask << 10) | divided(mask, 10, 0x537)) ^ 0x5412) >>> 0;
  const bit = (at: number) => ((bits >> at) & 1) === 1;
  for (let at = 0; at <= 5; at += 1) set(8, at, bit(at));
  set(8, 7, bit(6));
  set(8, 8, bit(7));
  set(7, 8, bit(8));
  for (let at = 9; at < 15; at += 1) set(14 - at, 8, bit(at));
  for (let at = 0; at < 8; at += 1) set(size - 1 - at, 8, bit(at));
  for (let at = 8; at < 15; at += 1) set(8, size - 15 + at, bit(at));
  set(8, size - 8, true);
}

function formatOfVersion(set: Set, size: number, version: number): void {
  const bits = (version << 12) | divided(version, 12, 0x1f25);
  for (let at = 0; at < 18; at += 1) {
    const isDark = ((bits >> at) & 1) === 1;
    const far = size - 11 + (at % 3);
    const near = Math.floor(at / 3);
    set(far, near, isDark);
    set(near, far, isDark);
  }
}

function divided(value: number, degree: number, by: number): number {
  let left = value;
  for (let at = 0; at < degree; at += 1) left = (left << 1) ^ ((left >> (degree - 1)) * by);
  return left;
}

/** Words go in pairs of columns, up and down in turn, from the right. */
function fill(
  drawn: (boolean | undefined)[][],
  words: readonly number[],
  isTurned: (x: number, y: number) => boolean,
): void {
  const size = drawn.length;
  let at = 0;
  for (let right = size - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5;
    const isUp = ((right + 1) & 2) === 0;
    for (let step = 0; step < size; step += 1) {
      const y = isUp ? size - 1 - step : step;
      const row = drawn[y];
      for (const x of [right, right - 1]) {
        if (row === undefined || row[x] !== undefined) continue;
        const bit = (((words[at >> 3] ?? 0) >> (7 - (at & 7))) & 1) === 1;
        row[x] = bit !== isTurned(x, y);
        at += 1;
      }
    }
  }
}

const LIKE_A_CORNER = ["10111010000", "00001011101"];

/** How much of a code confuses whoever reads it: runs, squares, what looks like a corner, more of one colour. */
function penalty(code: Code): number {
  const rows = code.map((row) => row.map(Number).join(""));
  const columns = code.map((_, at) => code.map((row) => Number(row[at])).join(""));
  let found = 0;
  for (const line of [...rows, ...columns]) {
    for (const [run] of line.matchAll(/0{5,}|1{5,}/g)) found += run.length - 2;
    for (const shape of LIKE_A_CORNER)
      for (let at = line.indexOf(shape); at >= 0; at = line.indexOf(shape, at + 1)) found += 40;
  }
  for (let y = 1; y < code.length; y += 1)
    for (let x = 1; x < code.length; x += 1) {
      const square = [code[y]?.[x], code[y - 1]?.[x], code[y]?.[x - 1], code[y - 1]?.[x - 1]];
      if (square.every((each) => each === square[0])) found += 3;
    }
  const dark = code.flat().filter(Boolean).length / code.length ** 2;
  return found + 10 * Math.floor(Math.abs(dark - 0.5) * 20);
}
