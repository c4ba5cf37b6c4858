import { describe, expect, it } from "vitest";
import { holds, inOrder, isMeant } from "./finding";

describe("what is meant by a text", () => {
  it.each([
    ["Published files", "pub", true],
    ["Published files", "fi pu", true],
    ["Published files", "les", false],
    ["HRB010_comp", "comp", true],
    ["Lucía Berrocal", "lucia", true],
    ["Anything", "", true],
  ])("%j by %j: %s", (label, text, meant) => {
    expect(isMeant(label, text)).toBe(meant);
  });
});

it.each([
  ["The Lamp at Merrow Head", "the", true],
  ["The Lamp at Merrow Head", "erro lam", true],
  ["The Lamp at Merrow Head", "theme li", false],
  ["Lucía Berrocal", "lucia ", true],
])("%j holds %j: %s", (name, text, held) => {
  expect(holds(name, text)).toBe(held);
});

it("puts those first whose names meet the text best", () => {
  const names = ["See fox", "Firefox", "fox_020", "FOX", "the fox"];
  const hits = names.map((name, id) => ({ type: "Shot", id, name, status: null, of: null }));
  expect(inOrder(hits, "fox").map((each) => each.name)).toEqual([
    "FOX",
    "fox_020",
    "See fox",
    "the fox",
    "Firefox",
  ]);
});
