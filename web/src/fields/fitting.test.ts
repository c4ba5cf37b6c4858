import fc from "fast-check";
import { expect, test } from "vitest";
import { fitting } from "./multi-entity";

test.each<[number[], number, number]>([
  [[], 200, 0],
  [[44], 20, 1],
  [[44, 110], 186, 2],
  [[44, 110], 185, 1],
  [[30, 70, 80, 80], 204, 2],
])("of names of the widths %j, in %i pixels %i have room", (widths, room, count) => {
  expect(fitting(widths, room)).toBe(count);
});

test("in more room there are no fewer, and at least one", () => {
  const widths = fc.array(fc.nat(200), { minLength: 1 });
  fc.assert(
    fc.property(widths, fc.nat(900), fc.nat(300), (names, room, more) => {
      expect(fitting(names, room)).toBeGreaterThanOrEqual(1);
      expect(fitting(names, room + more)).toBeGreaterThanOrEqual(fitting(names, room));
    }),
  );
});
