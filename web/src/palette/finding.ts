import type { Link } from "../api/row";
import type { Hit } from "../api/rows";
import type { IconName } from "../frame/icon";
import { plain } from "../site/projects";
import type { Visited } from "../site/visited";

/** Something that the palette offers. */
export interface Offer {
  readonly key: string;
  readonly label: string;
  /** What it is, in a word or two, where its heading does not say so. */
  readonly what?: string;
  readonly icon: IconName;
  readonly keys?: string;
  readonly status?: string | null;
  /** The row that it leads to, where it leads to one. */
  readonly row?: Link;
  readonly choose: () => void;
}

/** Offers under a heading. */
export interface Section {
  readonly title: string;
  readonly offers: readonly Offer[];
}

/** Whether every word of a text begins a word of the label. */
export function isMeant(label: string, text: string): boolean {
  const words = plain(label).split(/[\s/_-]+/);
  return plain(text)
    .split(/\s+/)
    .filter(Boolean)
    .every((sought) => words.some((word) => word.startsWith(sought)));
}

/** Whether a name has every word of a text in it, as those have that the site finds. */
export function holds(name: string, text: string): boolean {
  const whole = plain(name);
  return plain(text)
    .split(/\s+/)
    .every((word) => whole.includes(word));
}

/** Hits in the order of how well their names meet a text: the same, its beginning, the beginning of a word of it. */
export function inOrder(hits: readonly Hit[], text: string): readonly Hit[] {
  const sought = plain(text.trim());
  const rank = (hit: Hit) => {
    const name = plain(hit.name);
    if (name === sought) return 0;
    if (name.startsWith(sought)) return 1;
    return isMeant(hit.name, text) ? 2 : 3;
  };
  return hits
    .map((hit, at) => ({ hit, at, rank: rank(hit) }))
    .toSorted((one, other) => one.rank - other.rank || one.at - other.at)
    .map(({ hit }) => hit);
}

/** The pictogram of an entity type. */
export function iconOf(type: string): IconName {
  return ICONS[type] ?? "page";
}

const ICONS: Readonly<Record<string, IconName>> = {
  Note: "note",
  HumanUser: "person",
  Group: "person",
  Project: "film",
  Version: "film",
  Shot: "film",
  Sequence: "film",
  Asset: "group",
  Task: "check",
  Playlist: "columns",
  Attachment: "clip",
} satisfies Record<string, IconName>;

/** A row's own name, without the id that the site puts before some. */
export function keyOf(row: Pick<Visited, "type" | "id">): string {
  return `${row.type} ${row.id}`;
}
