import { describe, expect, it } from "vitest";
import { filled } from "./message";

describe("a message", () => {
  it.each([
    ["Nothing here", {}, "en", "Nothing here"],
    ["{name} is gone", { name: "HRB010" }, "en", "HRB010 is gone"],
    ["{a} and {a}", { a: "x" }, "en", "x and x"],
    ["{missing} stays", {}, "en", "{missing} stays"],
    ["{number} rows", { number: 1204 }, "en", "1,204 rows"],
    ["{number} Zeilen", { number: 1204 }, "de", "1.204 Zeilen"],
    ["{name}", { name: "{other}" }, "en", "{other}"],
  ])("%j with %j in %s says %j", (message, fillings, locale, said) => {
    expect(filled(message, fillings as Record<string, string | number>, locale)).toBe(said);
  });

  it.each([
    [0, "0 notes"],
    [1, "1 note"],
    [2, "2 notes"],
    [1204, "1,204 notes"],
  ])("has the form for %d", (count, said) => {
    expect(filled({ one: "{count} note", other: "{count} notes" }, { count }, "en")).toBe(said);
  });
});
