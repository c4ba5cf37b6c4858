import { queryOptions } from "@tanstack/react-query";
import { perform } from "../api/perform";
import { isLink, type Row } from "../api/row";
import { type NoteThread, readThread, type ThreadItem } from "../api/threads";
import { onChanges } from "../live/feed";
import { cache } from "../site/cache";

/** What the panel shows of a note besides its thread. */
const FIELDS = [
  "subject",
  "note_links",
  "tasks",
  "addressings_to",
  "addressings_cc",
  "sg_status_list",
  "sg_note_type",
];
/** It is in no schema. */
const READ = "read_by_current_user";

/** A thread as it is shown: whole, or as much of it as a grid knows already. */
export interface Conversation extends NoteThread {
  readonly isWhole: boolean;
}

/** A note and its thread. Until they are there, what the grid beside it shows of the note. */
export function conversationQuery(id: number, known: ReadonlyMap<string, unknown>) {
  return queryOptions({
    queryKey: ["row", "Note", id, "thread"],
    queryFn: async ({ signal }): Promise<Conversation> => {
      const fields = [...FIELDS.filter((code) => known.has(code)), READ];
      return { ...(await perform(readThread(id, fields), signal)), isWhole: true };
    },
    placeholderData: () => begunOf(rowInGrids(id)),
  });
}

/** Read a thread before it is opened: whoever is at its row may open it next. */
export function readAhead(id: number, known: ReadonlyMap<string, unknown>): void {
  void cache.prefetchQuery(conversationQuery(id, known));
}

/** Show something in a thread at once, as the site will tell it. */
export function changeConversation(
  id: number,
  changed: (items: readonly ThreadItem[]) => readonly ThreadItem[],
): void {
  cache.setQueryData<Conversation>(
    ["row", "Note", id, "thread"],
    (held) => held && { ...held, items: changed(held.items) },
  );
}

// A reply's change does not tell of which note it is: threads that are open are read again, others when they are opened.
onChanges((changes) => {
  if (!changes.some(({ entity: { type } }) => type === "Reply" || type === "Attachment")) return;
  void cache.invalidateQueries({
    predicate: ({ queryKey: [, type, , part] }) => type === "Note" && part === "thread",
  });
});

function rowInGrids(id: number): Row | undefined {
  for (const [, rows] of cache.getQueriesData<readonly Row[]>({ queryKey: ["rows", "Note"] })) {
    const found = Array.isArray(rows) ? rows.find((row: Row) => row.id === id) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A thread of which no more is known than the note's row. */
export function begunOf(row: Row | undefined): Conversation | undefined {
  if (row === undefined) return undefined;
  const { content, created_at: at, user } = row.values;
  if (typeof content !== "string" || typeof at !== "string") return { row, items: [], isWhole: false };
  const author = isLink(user) ? { ...user, image: null } : null;
  const { type, id, values } = row;
  return { row, items: [{ type, id, content, at, author, values }], isWhole: false };
}
