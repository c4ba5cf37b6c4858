import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fromAddress, isFilter, toAddress } from "./address";
import { group } from "./arbitrary";
import { EVERYTHING } from "./tree";

describe("a filter in the address", () => {
  test("comes back as it was, through JSON", () => {
    fc.assert(
      fc.property(group, (filter) => {
        const written = toAddress(filter);
        const read = fromAddress(written === undefined ? undefined : JSON.stringify(written));
        expect(read).toEqual(filter.conditions.length === 0 ? EVERYTHING : filter);
      }),
    );
  });

  test("is compact", () => {
    const code = ["code", "contains", "sh"] as const;
    expect(toAddress({ logical_operator: "and", conditions: [code] })).toEqual([["code", "contains", "sh"]]);
    expect(toAddress({ logical_operator: "or", conditions: [code, code] })).toEqual({
      or: [
        ["code", "contains", "sh"],
        ["code", "contains", "sh"],
      ],
    });
  });

  test.each([
    undefined,
    null,
    "",
    "{",
    "[",
    42,
    true,
    "[[1,2,3]]",
    '[["code","is"]]',
    '[["code","is","x","or"]]',
    '{"not":[["code","is","x"]]}',
    '{"and":[],"or":[]}',
    '[["code","in",[{"id":1}]]]',
  ])("%j reads as none", (typed) => {
    expect(fromAddress(typed)).toEqual(EVERYTHING);
    expect(isFilter(typed)).toBe(typed === undefined || typed === null || typed === "");
  });

  test("is never broken by what somebody typed", () => {
    for (const anything of [fc.anything(), fc.json()]) {
      fc.assert(
        fc.property(anything, (typed) => {
          expect(fromAddress(typed)).toHaveProperty("conditions");
        }),
      );
    }
  });
});
