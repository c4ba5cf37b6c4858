/** What has been read: told to the site, to every list that is shown, and to the browser's other windows; other browsers find it out when somebody comes to them. */
import { perform } from "../api/perform";
import { every } from "../api/question";
import type { Row } from "../api/row";
import { searchRows, updateRow } from "../api/rows";
import { cache } from "../site/cache";
import type { Conversation } from "./conversation";

const READ = { read_by_current_user: "read" };
const channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("slatehouse.read");
channel?.addEventListener("message", (event: MessageEvent<number>) => mark(event.data));

/** Whoever opens a thread has read it. The change feed does not tell it: it is of one reader alone. */
export async function markAsRead(id: number): Promise<void> {
  mark(id);
  await perform(updateRow("Note", id, READ)).catch(() => undefined);
  channel?.postMessage(id);
}

/** Whoever goes back and forth between two windows asks no more often than this. */
const PAUSE = 2000;
const TOGETHER = 500;
let lookedAt = Number.NEGATIVE_INFINITY;

/** Somebody comes back to this window, and may have read notes in another browser: those that are shown as unread are asked for. */
async function lookAgain(): Promise<void> {
  const shown = unread();
  if (document.visibilityState === "hidden" || performance.now() - lookedAt < PAUSE || shown.length === 0)
    return;
  lookedAt = performance.now();
  for (let at = 0; at < shown.length; at += TOGETHER) {
    const ids = shown.slice(at, at + TOGETHER);
    const filters = every(["id", "in", ids], ["read_by_current_user", "is", "read"]);
    const page = { number: 1, size: TOGETHER };
    const read = await perform(searchRows("Note", { filters, fields: [], page })).catch(() => []);
    for (const row of read) mark(row.id);
  }
}

globalThis.window?.addEventListener("focus", () => void lookAgain());
globalThis.document?.addEventListener("visibilitychange", () => void lookAgain());

/** The notes that lists on show have as unread. */
function unread(): readonly number[] {
  const lists = cache.getQueryCache().findAll({ queryKey: ["rows", "Note"], type: "active" });
  const rows = lists.flatMap(({ state: { data } }) => (Array.isArray(data) ? (data as readonly Row[]) : []));
  return [
    ...new Set(rows.filter(({ values }) => values.read_by_current_user === "unread").map(({ id }) => id)),
  ];
}

function mark(id: number): void {
  const marked = (row: Row) => (row.id === id ? { ...row, values: { ...row.values, ...READ } } : row);
  cache.setQueriesData<readonly Row[]>({ queryKey: ["rows", "Note"] }, (rows) =>
    Array.isArray(rows) && rows.some((row: Row) => row.id === id) ? rows.map(marked) : rows,
  );
  cache.setQueryData<Conversation>(
    ["row", "Note", id, "thread"],
    (held) => held && { ...held, row: marked(held.row) },
  );
}
