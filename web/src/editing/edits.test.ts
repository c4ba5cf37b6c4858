import fc from "fast-check";
import { expect, test } from "vitest";
import { cellKey, packed, unpacked } from "./edits";

const value = fc.oneof(fc.constantFrom(null, "fin", 7, true), fc.constant({ type: "Shot", id: 3 }));
const change = fc.record({
  type: fc.constantFrom("Shot", "Task"),
  id: fc.integer({ min: 1, max: 50 }),
  code: fc.constantFrom("code", "sg_status_list"),
  before: value,
  after: value,
});

test("changes come back as they were from what the browser keeps", () => {
  fc.assert(
    fc.property(fc.uniqueArray(change, { selector: cellKey }), (changes) => {
      const back = unpacked(JSON.parse(JSON.stringify(packed(changes))));
      const sorted = (list: typeof back) => list.toSorted((a, b) => cellKey(a).localeCompare(cellKey(b)));
      expect(sorted(back)).toEqual(sorted(changes));
    }),
  );
});

test("a batch of a hundred thousand rows fits into what a browser keeps", () => {
  const changes = Array.from({ length: 100_000 }, (_, at) => {
    return { type: "Shot", id: 1_000_000 + at, code: "sg_status_list", before: "wtg", after: "fin" };
  });
  expect(JSON.stringify(packed(changes)).length).toBeLessThan(2.5 * 1024 * 1024);
});
