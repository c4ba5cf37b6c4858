import type { Call } from "./call";
import { isRecord } from "./failure";
import { dataIn, isLink, type Link, type Row } from "./row";

const OF_FILES = ["this_file", "image", "display_name", "filename"];

/** One thing of a note's thread, as the site tells it in the order of time: the note, a reply, or a file (contract rest/70). */
export interface ThreadItem {
  readonly type: string;
  readonly id: number;
  readonly content: string;
  readonly at: string;
  readonly author: (Link & { readonly image: string | null }) | null;
  /** What else was asked of it. */
  readonly values: Readonly<Record<string, unknown>>;
}

/** A note, with what was said of it. */
export interface NoteThread {
  readonly row: Row;
  /** The note first, then its files and replies. */
  readonly items: readonly ThreadItem[];
}

/** A note with these fields, its files and its replies: all of it by one request. */
export function readThread(note: number, fields: readonly string[]): Call<NoteThread> {
  return {
    method: "GET",
    path: `/entity/notes/${note}/thread_contents`,
    about: { type: "Note", id: note },
    query: {
      "entity_fields[Note]": ["user", ...fields].join(","),
      "entity_fields[Attachment]": OF_FILES.join(","),
    },
    read: (body) => {
      const data = dataIn(body);
      const items = Array.isArray(data) ? data.filter(isRecord).map(itemIn) : [];
      return { row: { type: "Note", id: note, values: items[0]?.values ?? {} }, items };
    },
  };
}

function itemIn(sent: Record<string, unknown>): ThreadItem {
  const author = sent.user ?? sent.created_by;
  const image = isRecord(author) && typeof author.image === "string" ? author.image : null;
  return {
    type: String(sent.type),
    id: Number(sent.id),
    content: typeof sent.content === "string" ? sent.content : "",
    at: String(sent.created_at ?? ""),
    author: isLink(author) ? { ...author, image } : null,
    values: sent,
  };
}
