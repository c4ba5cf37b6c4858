/**
 * What has been typed and is not at the site yet, by cell. It is shown in the place of what the site has, survives a reload, and is given up
 * only by whoever typed it.
 */
import type { Row } from "../api/row";
import { keep, kept } from "../state/remembered";
import { Store } from "../state/store";

export interface Cell {
  readonly type: string;
  readonly id: number;
  readonly code: string;
}

export interface CellChange extends Cell {
  readonly before: unknown;
  readonly after: unknown;
}

export type EditState =
  | { readonly is: "saving" }
  /** It could not be saved; `thrown` is why, null where the page was closed meanwhile. */
  | { readonly is: "failed"; readonly thrown: unknown }
  /** Somebody else gave the cell another value first. */
  | { readonly is: "conflict"; readonly theirs: unknown };

export interface Edit extends CellChange {
  readonly state: EditState;
}

export type Edits = ReadonlyMap<string, Edit>;

const KEPT = "slatehouse.edits";
/** More than so many are written out once they have rested: at each step of a large batch it would hold up the page. */
const MANY = 1000;
const REST = 400;

export const edits = new Store<Edits>(readKept());

let resting: ReturnType<typeof setTimeout> | undefined;

edits.watch(() => {
  clearTimeout(resting);
  if (edits.get().size <= MANY) keepNow();
  else resting = setTimeout(keepNow, REST);
});
globalThis.window?.addEventListener("pagehide", keepNow);

function keepNow(): void {
  const all = edits.get();
  keep(KEPT, all.size === 0 ? null : JSON.stringify(packed([...all.values()])));
}

/** Cells that were given the same value, in one: so that a batch of a hundred thousand fits into what a browser keeps. */
interface Packed {
  readonly type: string;
  readonly code: string;
  readonly after: unknown;
  readonly cells: readonly (readonly [id: number, before: unknown])[];
}

export function packed(changes: readonly CellChange[]): readonly Packed[] {
  const packs = new Map<string, Packed & { readonly cells: [number, unknown][] }>();
  for (const { type, id, code, before, after } of changes) {
    const key = JSON.stringify([type, code, after ?? null]);
    const pack = packs.get(key) ?? { type, code, after, cells: [] };
    pack.cells.push([id, before]);
    packs.set(key, pack);
  }
  return [...packs.values()];
}

export function unpacked(packs: readonly Packed[]): readonly CellChange[] {
  return packs.flatMap(({ type, code, after, cells }) =>
    cells.map(([id, before]) => ({ type, id, code, before, after })),
  );
}

export function cellKey({ type, id, code }: Cell): string {
  return `${type}:${id}:${code}`;
}

export function setEdits(
  changes: readonly CellChange[],
  state: EditState | ((change: CellChange) => EditState),
): void {
  const next = new Map(edits.get());
  const stateOf = typeof state === "function" ? state : () => state;
  for (const change of changes) next.set(cellKey(change), { ...change, state: stateOf(change) });
  edits.set(next);
}

export function dropEdits(cells: readonly Cell[]): void {
  const next = new Map(edits.get());
  for (const cell of cells) next.delete(cellKey(cell));
  edits.set(next);
}

/** The value of a cell as its reader sees it: what they typed, or what the site has. */
export function cellValue(row: Row, code: string, all: Edits): unknown {
  const edit = all.size === 0 ? undefined : all.get(cellKey({ type: row.type, id: row.id, code }));
  return edit === undefined ? row.values[code] : edit.after;
}

/** The edits of the rows of a type, by their ids. */
export function editsByRow(all: Edits, type: string): ReadonlyMap<number, Edits> {
  const rows = new Map<number, Map<string, NonNullable<ReturnType<Edits["get"]>>>>();
  for (const [key, edit] of all) {
    if (edit.type !== type) continue;
    const row = rows.get(edit.id) ?? new Map();
    rows.set(edit.id, row.set(key, edit));
  }
  return rows;
}

/** What this browser kept of an earlier window: nobody is saving it any more. */
function readKept(): Edits {
  try {
    const changes = unpacked(JSON.parse(kept(KEPT) ?? "[]") as readonly Packed[]);
    return new Map(
      changes.map((change) => [cellKey(change), { ...change, state: { is: "failed", thrown: null } }]),
    );
  } catch {
    return new Map();
  }
}
