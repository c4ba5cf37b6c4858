import { Remembered } from "../state/remembered";
import { Store } from "../state/store";
import { type Catalogue, en } from "./en";

/** The languages that there is a catalogue for, and what each calls itself. */
export const LANGUAGES = { en: "English", de: "Deutsch" } as const;
export type Language = keyof typeof LANGUAGES;
export type LanguageChoice = Language | "system";

/** What the person chose; `system` follows the browser. */
export const languageChoice = new Remembered<LanguageChoice>("language", ["system", "en", "de"], "system");

/** The language that is shown, with its words; it changes when they have come. */
export const spoken = new Store<{ language: Language; locale: string; words: Catalogue }>({
  language: "en",
  locale: "en",
  words: en,
});

const CATALOGUES: Record<Language, () => Promise<Catalogue>> = {
  en: async () => en,
  de: async () => (await import("./de")).de,
};

/** Speak the chosen language from now on, in this window. */
export async function speak(): Promise<void> {
  const language = wanted(languageChoice.get(), navigator.languages);
  const words = await CATALOGUES[language]();
  if (wanted(languageChoice.get(), navigator.languages) !== language) return;
  document.documentElement.lang = language;
  spoken.set({ language, locale: localeOf(language, navigator.languages), words });
}

/** The language for a choice; a browser's first language that there is a catalogue for, or else English. */
export function wanted(choice: LanguageChoice, browser: readonly string[]): Language {
  if (choice !== "system") return choice;
  for (const each of browser) {
    const language = each.slice(0, 2).toLowerCase();
    if (language in LANGUAGES) return language as Language;
  }
  return "en";
}

/** How numbers and dates are written: as in the reader's country, where the browser names one of the language. */
export function localeOf(language: Language, browser: readonly string[]): string {
  return browser.find((each) => each.toLowerCase().startsWith(`${language}-`)) ?? language;
}
