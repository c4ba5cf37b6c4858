/** What can be undone in this window, and done again. */
import { batch, reviveRow } from "../api/rows";
import { cache } from "../site/cache";
import { write } from "../site/writes";
import { Store } from "../state/store";
import { type CellChange, cellKey } from "./edits";
import { save } from "./save";

/** Something that was done, with its way back. Both resolve with whether it could be done. */
export interface Step {
  readonly what: "edit" | "retire" | "revive" | "create";
  readonly count: number;
  readonly undo: () => Promise<boolean>;
  readonly redo: () => Promise<boolean>;
}

export interface History {
  readonly done: readonly Step[];
  readonly undone: readonly Step[];
}

const DEPTH = 200;

export const history = new Store<History>({ done: [], undone: [] });

/** Change cells, now and undoably. Resolves with whether all of it was saved. */
export async function change(changes: readonly CellChange[]): Promise<boolean> {
  if (changes.length === 0) return true;
  let rows = rowsOf(changes);
  const saving = save(changes);
  // What was never saved is not there to be undone, and what could not be undone is not there to be done again.
  let there: Promise<readonly CellChange[]> = saving;
  const turned = async (isBack: boolean) => {
    const from = await there;
    const next = isBack ? from.map((each) => ({ ...each, before: each.after, after: each.before })) : from;
    const done = await save(next);
    rows = rowsOf(done);
    if (isBack) {
      const isDone = new Set(done.map(cellKey));
      there = Promise.resolve(from.filter((each) => isDone.has(cellKey(each))));
    }
    return done.length === next.length;
  };
  const step: Step = {
    what: "edit",
    get count() {
      return rows;
    },
    undo: () => turned(true),
    redo: () => turned(false),
  };
  remember(step);
  const saved = await saving;
  rows = rowsOf(saved);
  if (saved.length === 0) forget(step);
  return saved.length === changes.length;
}

function rowsOf(changes: readonly CellChange[]): number {
  return new Set(changes.map(({ type, id }) => `${type}:${id}`)).size;
}

/** Retire rows, undoably. Throws where the site refuses. */
export async function retire(type: string, ids: readonly number[]): Promise<void> {
  await turn("retire", type, ids, retireRows, reviveRows);
}

/** Bring retired rows back, undoably. Throws where the site refuses. */
export async function revive(type: string, ids: readonly number[]): Promise<void> {
  await turn("revive", type, ids, reviveRows, retireRows);
}

type Turn = (type: string, ids: readonly number[]) => Promise<void>;

async function turn(
  what: Step["what"],
  type: string,
  ids: readonly number[],
  act: Turn,
  back: Turn,
): Promise<void> {
  await act(type, ids);
  const shown = (done: Turn) => async () => {
    await done(type, ids);
    await reread(type);
    return true;
  };
  // Before it is to be seen: whoever sees it may undo it at once.
  remember({ what, count: ids.length, undo: shown(back), redo: shown(act) });
  await reread(type);
}

async function retireRows(type: string, ids: readonly number[]): Promise<void> {
  await write(batch(ids.map((id) => ({ request_type: "delete", entity: type, record_id: id }) as const)));
}

async function reviveRows(type: string, ids: readonly number[]): Promise<void> {
  for (const id of ids) await write(reviveRow(type, id));
}

/** Undo the last step; resolves with it, or with null where there was none or it could not be undone. */
export async function undo(): Promise<Step | null> {
  const { done, undone } = history.get();
  const step = done.at(-1);
  if (step === undefined) return null;
  history.set({ done: done.slice(0, -1), undone: [...undone, step] });
  return (await step.undo()) ? step : null;
}

export async function redo(): Promise<Step | null> {
  const { done, undone } = history.get();
  const step = undone.at(-1);
  if (step === undefined) return null;
  history.set({ done: [...done, step], undone: undone.slice(0, -1) });
  return (await step.redo()) ? step : null;
}

export function remember(step: Step): void {
  history.set({ done: [...history.get().done, step].slice(-DEPTH), undone: [] });
}

function forget(step: Step): void {
  const { done, undone } = history.get();
  history.set({ done: done.filter((each) => each !== step), undone });
}

async function reread(type: string): Promise<void> {
  await Promise.all([
    cache.invalidateQueries({ queryKey: ["row", type] }),
    cache.invalidateQueries({ queryKey: ["rows", type] }),
    cache.invalidateQueries({ queryKey: ["count", type] }),
  ]);
}
