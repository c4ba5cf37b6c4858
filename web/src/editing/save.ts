/** Edits on their way to the site: shown at once, sent in the background, kept where they fail. */
import { failureOf, RequestFailed, refusalOf } from "../api/failure";
import { answered, perform } from "../api/perform";
import { every } from "../api/question";
import { type Row, rowOf } from "../api/row";
import { batch, readRow, searchRows, updateRow, type Values } from "../api/rows";
import { isUpload } from "../fields/url";
import { cache } from "../site/cache";
import { counted, write } from "../site/writes";
import { type CellChange, cellKey, dropEdits, edits, setEdits } from "./edits";
import { isSameValue, wireValue } from "./values";

/** The most rows that are written together. */
const TOGETHER = 500;
/** The answers that may be about one row of many. */
const OF_ROWS: ReadonlySet<number> = new Set([400, 403, 404, 409]);
/** How many refusals it may take to find the rows that they are about; the rest stays unsaved with the last reason. */
const REFUSALS = 40;
/** How often a row may change under a write that compares, before it is given up. */
const TRIES = 4;

const queues = new Map<string, Promise<unknown>>();

/** Save cells, those of one row in the order in which they were changed. Resolves with those that were saved; never throws. */
export async function save(all: readonly CellChange[]): Promise<readonly CellChange[]> {
  const isOfUpload = ({ after }: CellChange) => isUpload(after);
  setEdits(all.filter(isOfUpload), { is: "failed", thrown: new RequestFailed({ kind: "an upload" }) });
  const changes = all.filter((change) => !isOfUpload(change));
  if (changes.length === 0) return [];
  setEdits(changes, { is: "saving" });
  const rows = new Set(changes.map(({ type, id }) => `${type}:${id}`));
  const only = rows.size === 1 ? [...rows][0] : undefined;
  const before = only === undefined ? Promise.all(queues.values()) : queues.get(only);
  const saving = counted(
    (before ?? Promise.resolve()).then(() => (rows.size === 1 ? saveRow(changes) : saveMany(changes))),
  );
  for (const row of rows) queues.set(row, saving);
  const saved = await saving;
  for (const row of rows) if (queues.get(row) === saving) queues.delete(row);
  return saved;
}

/**
 * One row is compared before it is written: where somebody else gave a cell another value than the one that was seen, nothing is written
 * and theirs is shown.
 */
async function saveRow(changes: readonly CellChange[]): Promise<readonly CellChange[]> {
  const [first] = changes;
  if (first === undefined) return [];
  const { type, id } = first;
  const codes = changes.map(({ code }) => code);
  try {
    for (let tries = 1; ; tries += 1) {
      const read = await answered({ ...readRow(type, id, codes), waits: true });
      const now = rowOf(read.body);
      const differing = changes.filter((change) => isAnothers(change, now));
      if (differing.length > 0) {
        setEdits(differing, ({ code }) => ({ is: "conflict", theirs: now.values[code] }));
        dropOthers(changes, differing);
        return [];
      }
      const tag = read.headers.get("ETag");
      try {
        const written = await write({
          ...updateRow(type, id, valuesOf(changes)),
          ...(tag === null ? {} : { ifMatch: tag, prefer: "handling=strict" }),
        });
        arrived([written], changes);
        return changes;
      } catch (thrown) {
        if (refusalOf(thrown, 412) === null || tries === TRIES) throw thrown;
      }
    }
  } catch (thrown) {
    if (failureOf(thrown) === null) throw thrown;
    setEdits(changes, { is: "failed", thrown });
    return [];
  }
}

/** Rows are compared before they are written, as one is; those that somebody else changed are left as they are, and the others written. */
async function saveMany(changes: readonly CellChange[]): Promise<readonly CellChange[]> {
  const all = [...byRow(changes).values()];
  const saved: CellChange[] = [];
  for (let at = 0; at < all.length; at += TOGETHER) {
    const together = all.slice(at, at + TOGETHER);
    try {
      saved.push(...(await saveTogether(together)));
    } catch (thrown) {
      if (failureOf(thrown) === null) throw thrown;
      const isUnderWay = (change: CellChange) => edits.get().get(cellKey(change))?.state.is === "saving";
      setEdits(together.flat().filter(isUnderWay), { is: "failed", thrown });
    }
  }
  return saved;
}

async function saveTogether(rows: readonly (readonly CellChange[])[]): Promise<readonly CellChange[]> {
  const now = await valuesNow(rows.flat());
  const isFree = (cells: readonly CellChange[]) =>
    !cells.some((change) => {
      const row = now.get(`${change.type}:${change.id}`);
      return row !== undefined && isAnothers(change, row);
    });
  const taken = rows.filter((cells) => !isFree(cells)).flat();
  setEdits(taken, ({ type, id, code }) => ({
    is: "conflict",
    theirs: now.get(`${type}:${id}`)?.values[code],
  }));
  return writeTogether(rows.filter(isFree), { refusals: REFUSALS });
}

/** Write rows at once. The site takes all of a batch or nothing: of one that it refuses the halves tell which rows it was about. */
async function writeTogether(
  rows: readonly (readonly CellChange[])[],
  left: { refusals: number },
): Promise<readonly CellChange[]> {
  if (rows.length === 0) return [];
  const updates = rows.flatMap((cells) => {
    const [cell] = cells;
    if (cell === undefined) return [];
    const { type: entity, id: record_id } = cell;
    return [{ request_type: "update" as const, entity, record_id, data: valuesOf(cells) }];
  });
  try {
    const written = await write(batch(updates));
    arrived(
      written.filter((row) => row !== null),
      rows.flat(),
    );
    return rows.flat();
  } catch (thrown) {
    const refusal = refusalOf(thrown);
    if (refusal === null) throw thrown;
    left.refusals -= 1;
    if (rows.length === 1 || !OF_ROWS.has(refusal.status) || left.refusals <= 0) {
      setEdits(rows.flat(), { is: "failed", thrown });
      return [];
    }
    const half = Math.ceil(rows.length / 2);
    const first = await writeTogether(rows.slice(0, half), left);
    return [...first, ...(await writeTogether(rows.slice(half), left))];
  }
}

/** The cells' rows as the site has them now, by type and id. */
async function valuesNow(changes: readonly CellChange[]): Promise<ReadonlyMap<string, Row>> {
  const rows = new Map<string, Row>();
  for (const type of new Set(changes.map((change) => change.type))) {
    const own = changes.filter((change) => change.type === type);
    const ids = [...new Set(own.map(({ id }) => id))];
    const fields = [...new Set(own.map(({ code }) => code))];
    const page = { number: 1, size: TOGETHER };
    const asked = searchRows(type, { filters: every(["id", "in", ids]), fields, page });
    const found = await perform({ ...asked, waits: true });
    for (const row of found) rows.set(`${row.type}:${row.id}`, row);
  }
  return rows;
}

/** Whether somebody else gave the cell a value: neither the one that was seen nor the one that is meant. */
function isAnothers({ code, before, after }: CellChange, now: Row): boolean {
  return !isSameValue(now.values[code], before) && !isSameValue(now.values[code], after);
}

function valuesOf(changes: readonly CellChange[]): Values {
  return Object.fromEntries(changes.map(({ code, after }) => [code, wireValue(after)]));
}

/** Put what the site made of it where rows are shown, before the edits that hid it go. */
function arrived(rows: readonly Row[], changes: readonly CellChange[]): void {
  const written = new Map(rows.map((row) => [`${row.type}:${row.id}`, row]));
  const changed = byRow(changes);
  const fresh = (row: Row): Row => {
    const mine = changed.get(`${row.type}:${row.id}`);
    if (mine === undefined) return row;
    const now = written.get(`${row.type}:${row.id}`);
    const values = { ...row.values };
    for (const { code, after } of mine)
      if (code in values) values[code] = now !== undefined && code in now.values ? now.values[code] : after;
    return { ...row, values };
  };
  // What is held of a row is the row, or has it with what belongs to it.
  for (const { type, id } of rows)
    cache.setQueriesData<Row | { readonly row: Row }>({ queryKey: ["row", type, id] }, (held) => {
      if (held === undefined || Array.isArray(held)) return held;
      if ("row" in held) return { ...held, row: fresh(held.row) };
      return "values" in held ? fresh(held) : held;
    });
  for (const type of new Set(changes.map((change) => change.type))) {
    cache.setQueriesData<readonly Row[]>({ queryKey: ["rows", type] }, (held) => {
      if (!Array.isArray(held)) return held;
      return held.some((row: Row) => changed.has(`${row.type}:${row.id}`)) ? held.map(fresh) : held;
    });
    void cache.invalidateQueries({ queryKey: ["count", type] });
  }
  dropEdits(changes);
}

function byRow(changes: readonly CellChange[]): ReadonlyMap<string, readonly CellChange[]> {
  const rows = new Map<string, CellChange[]>();
  for (const change of changes) {
    const key = `${change.type}:${change.id}`;
    const cells = rows.get(key);
    if (cells === undefined) rows.set(key, [change]);
    else cells.push(change);
  }
  return rows;
}

function dropOthers(changes: readonly CellChange[], kept: readonly CellChange[]): void {
  dropEdits(changes.filter((change) => !kept.includes(change)));
}
