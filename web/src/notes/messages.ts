import type { Link } from "../api/row";
import type { ThreadItem } from "../api/threads";

/** What somebody said at once: a text, and the files that came with it. */
export interface Message {
  readonly key: string;
  /** The note or the reply; of files without words, the first of them. */
  readonly of: Link;
  readonly author: ThreadItem["author"];
  readonly at: string;
  readonly content: string;
  readonly files: readonly ThreadItem[];
}

/** Files that belong to a reply are sent right before it. */
const TOGETHER = 2 * 60_000;

/** A thread as people read it: files stand with the words that they were sent with. */
export function messagesIn(items: readonly ThreadItem[]): readonly Message[] {
  const messages: Message[] = [];
  let files: ThreadItem[] = [];
  const lay = () => {
    for (const file of files) {
      const before = messages.at(-1);
      if (before !== undefined && isSame(before.author, file.author))
        messages[messages.length - 1] = { ...before, files: [...before.files, file] };
      else messages.push(messageOf(file, [file], ""));
    }
    files = [];
  };
  for (const item of items) {
    if (item.type === "Attachment") {
      files.push(item);
      continue;
    }
    const own = files.filter((file) => isSame(file.author, item.author) && isNear(file, item));
    files = files.filter((file) => !own.includes(file));
    lay();
    messages.push(messageOf(item, own, item.content));
  }
  lay();
  return messages;
}

function messageOf(item: ThreadItem, files: readonly ThreadItem[], content: string): Message {
  const { type, id, author, at } = item;
  return { key: `${type} ${id}`, of: { type, id }, author, at, content, files };
}

export function isSame(one: Link | null, other: Link | null): boolean {
  return one !== null && other !== null && one.type === other.type && one.id === other.id;
}

function isNear(one: ThreadItem, other: ThreadItem): boolean {
  return Math.abs(Date.parse(other.at) - Date.parse(one.at)) <= TOGETHER;
}
