import type { Link } from "../api/row";

/** A mention that is being typed: what follows the `@`, and where that stands. */
export interface Typing {
  readonly from: number;
  readonly text: string;
}

const LONGEST = 40;

/** The mention at the caret; null where none is being typed. An `@` within a word, as in an address, begins none. */
export function mentionAt(text: string, caret: number): Typing | null {
  const before = text.slice(Math.max(0, caret - LONGEST), caret);
  const found = /(?:^|[\s(])@([^\s@]*(?: [^\s@]+)?)$/u.exec(before);
  const name = found?.[1];
  return name === undefined ? null : { from: caret - name.length - 1, text: name };
}

/** The text with the name in the place of what was typed, and where the caret goes. */
export function withMention(
  text: string,
  { from, text: typed }: Typing,
  name: string,
): { readonly text: string; readonly caret: number } {
  const put = `@${name} `;
  const rest = text.slice(from + 1 + typed.length).replace(/^ /, "");
  return { text: text.slice(0, from) + put + rest, caret: from + put.length };
}

/** Of those who were chosen, the ones that the text still names. */
export function mentioned(text: string, chosen: readonly Link[]): readonly Link[] {
  const named = chosen.filter(({ name }) => name != null && text.includes(`@${name}`));
  return [...new Map(named.map((each) => [`${each.type} ${each.id}`, each])).values()];
}
