import { describe, expect, it } from "vitest";
import { Formats } from "./formats";

const NOW = new Date("2026-11-26T12:00:00Z");
const english = new Formats("en-GB", "Europe/London");
const german = new Formats("de-DE", "Europe/Berlin");

describe("dates and numbers", () => {
  it.each([
    ["2026-11-26T12:00:20Z", /^this minute$/],
    ["2026-11-26T11:58:00Z", /^2 ?min\.? ago$/],
    ["2026-11-26T10:00:00Z", /^2 ?hr?\.? ago$/],
    ["2026-11-25T11:00:00Z", /^yesterday$/],
    ["2026-11-01T11:00:00Z", /^1 Nov$/],
    ["2025-11-01T11:00:00Z", /^1 Nov 2025$/],
    ["no date", /^no date$/],
  ])("%s was %s", (value, said) => {
    expect(english.ago(value, NOW)).toMatch(said);
  });

  it("keeps a day the same in every zone", () => {
    expect(new Formats("en-GB", "Pacific/Auckland").day("2026-11-26")).toBe("26 Nov 2026");
    expect(new Formats("en-GB", "Pacific/Honolulu").day("2026-11-26")).toBe("26 Nov 2026");
    expect(english.day("soon")).toBe("soon");
  });

  it("writes moments in the reader's zone", () => {
    expect(german.moment("2026-11-26T23:30:00Z")).toBe("27.11.2026, 00:30");
  });

  it.each([
    [0, "0 byte"],
    [999, "999 byte"],
    [1500, "1.5 kB"],
    [25_000_000, "25 MB"],
    [4_200_000_000_000_000, "4,200 TB"],
  ])("%d bytes are %s", (value, said) => {
    expect(english.bytes(value)).toBe(said);
  });

  it("writes numbers and lists as the language does", () => {
    expect(german.number(1234.567)).toBe("1.234,57");
    expect(german.list(["Mira", "Noor", "Ada"])).toBe("Mira, Noor und Ada");
  });
});
