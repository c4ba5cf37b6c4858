import { describe, expect, it } from "vitest";
import { de } from "./de";
import { en } from "./en";
import { localeOf, wanted } from "./language";

describe("the language", () => {
  it.each([
    ["de", ["en-GB"], "de"],
    ["system", ["de-AT", "en"], "de"],
    ["system", ["fr-FR", "DE"], "de"],
    ["system", ["fr-FR"], "en"],
    ["system", [], "en"],
  ] as const)("for the choice %s in a browser of %j is %s", (choice, browser, language) => {
    expect(wanted(choice, browser)).toBe(language);
  });

  it.each([
    ["de", ["en-GB", "de-CH"], "de-CH"],
    ["en", ["en-GB", "de-CH"], "en-GB"],
    ["en", ["fr-FR"], "en"],
  ] as const)("%s in a browser of %j is written as in %s", (language, browser, locale) => {
    expect(localeOf(language, browser)).toBe(locale);
  });
});

describe("the German catalogue", () => {
  it.each(Object.entries(en))("fills the holes of %s", (key, message) => {
    const holes = (each: unknown) =>
      [...JSON.stringify(each).matchAll(/\{(\w+)\}/g)].map((found) => found[1]);
    const german = de[key as keyof typeof de];
    expect(new Set(holes(german))).toEqual(new Set(holes(message)));
  });
});
