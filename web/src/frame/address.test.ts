import { describe, expect, it } from "vitest";
import { localPath, pageSearch } from "./address";

describe("an address", () => {
  it.each([
    [
      { project: 3, row: 12, rows: "large" },
      { project: 3, row: 12, rows: "large" },
    ],
    [{ project: "3" }, { project: 3 }],
    [{ project: "three", row: -1, rows: "huge" }, {}],
    [{ project: 1.5, sort: "", columns: 7, view: null }, { columns: "7" }],
    [{ filters: { a: [1] }, nonsense: true }, { filters: { a: [1] } }],
  ])("that says %j means %j", (sent, meant) => {
    expect(pageSearch(sent)).toEqual(meant);
  });
});

describe("after signing in", () => {
  it.each([
    ["/notes?project=3", "/notes?project=3"],
    ["/", "/"],
    [undefined, "/"],
    ["//evil.example", "/"],
    ["/\\evil.example", "/"],
    ["/\t/evil.example", "/"],
    ["https://evil.example", "/"],
    ["javascript:alert(1)", "/"],
    ["/sign-in?next=/notes", "/"],
  ])("%s leads to %s", (next, path) => {
    expect(localPath(next)).toBe(path);
  });
});
