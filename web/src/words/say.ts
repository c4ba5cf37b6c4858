import { useStore } from "../state/store";
import type { English } from "./en";
import { Formats } from "./formats";
import { spoken } from "./language";
import { type Fillings, filled, type Holes } from "./message";

export type Key = keyof English;

type Rest<Of extends Key> = [Holes<English[Of]>] extends [never]
  ? []
  : [fillings: Readonly<Record<Holes<English[Of]>, string | number>>];

/** The sentence of a key in the language of now, its holes filled. Components use `useWords`, to be shown anew in another. */
export function say<Of extends Key>(key: Of, ...rest: Rest<Of>): string {
  const { words, locale } = spoken.get();
  return filled(words[key], (rest[0] ?? {}) as Fillings, locale);
}

export type Say = typeof say;

/** What a component says, and how it writes dates and numbers. */
export interface Words {
  readonly say: Say;
  readonly format: Formats;
}

/** The words of the language that is chosen; the component is shown anew when that changes. */
export function useWords(): Words {
  return wordsIn(useStore(spoken).locale);
}

const made = new Map<string, Words>();

// A function of its own for each language: whoever keeps one for later says the other when it is another.
function wordsIn(locale: string): Words {
  const words = made.get(locale) ?? { say: say.bind(null) as Say, format: new Formats(locale) };
  made.set(locale, words);
  return words;
}
