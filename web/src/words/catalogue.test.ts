import { expect, it } from "vitest";
import { de } from "./de";
import { en } from "./en";

const SOURCES = import.meta.glob<string>("../**/*.tsx", { query: "?raw", import: "default", eager: true });

/** Names, which are the same in every language, and what keys and codes are called. */
const ALLOWED = new Set(["API", "Slatehouse", "Esc"]);
const BETWEEN_TAGS = />\s*([^<>{}()=;]*\p{L}{2}[^<>{}()=;]*?)\s*<\//gu;
const IN_ATTRIBUTES =
  /\s(?:aria-label|title|placeholder|label|alt|description|summary)="([^"]*\p{L}[^"]*)"/gu;

function textsIn(source: string): readonly string[] {
  return [...source.matchAll(BETWEEN_TAGS), ...source.matchAll(IN_ATTRIBUTES)].map(([, text = ""]) => text);
}

it("finds what a page would say by itself", () => {
  const source = '<p title="A tip">\n  Some words\n</p><b>{say("a.key")}</b><i aria-label={label} />';
  expect(textsIn(source)).toEqual(["Some words", "A tip"]);
});

it.each(Object.entries(SOURCES))("%s says nothing that is not in the catalogue", (_, source) => {
  expect(textsIn(source).filter((text) => !ALLOWED.has(text) && !(text in en))).toEqual([]);
});

it("says everything in both languages, with the same holes", () => {
  const holes = (message: unknown) => [...new Set(JSON.stringify(message).match(/\{\w+\}/g) ?? [])].sort();
  expect(Object.keys(de).sort()).toEqual(Object.keys(en).sort());
  for (const [key, message] of Object.entries(en))
    expect([key, holes(de[key as keyof typeof de])]).toEqual([key, holes(message)]);
});
