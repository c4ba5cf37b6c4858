import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { drawn, fitted, zoomed } from "./zoom";

const stage = { width: 1000, height: 500 };

describe("a picture in the viewer", () => {
  it.each([
    [{ width: 2000, height: 500 }, 0.5],
    [{ width: 1000, height: 2000 }, 0.25],
    [{ width: 100, height: 10 }, 1],
    [{ width: 10, height: 3 }, 6],
    [{ width: 0, height: 0 }, 1],
  ])("of %j is seen whole at %d", (picture, scale) => expect(fitted(picture, stage).scale).toBe(scale));

  it("keeps under the cursor what is there, however it is zoomed", () => {
    const place = fc.record({
      x: fc.integer({ min: -500, max: 500 }),
      y: fc.integer({ min: -250, max: 250 }),
    });
    fc.assert(
      fc.property(place, fc.double({ min: 0.1, max: 8, noNaN: true }), (at, factor) => {
        const before = { scale: 0.5, x: 40, y: -20 };
        const after = zoomed(before, factor, at);
        expect((at.x - after.x) / after.scale).toBeCloseTo((at.x - before.x) / before.scale, 6);
        expect((at.y - after.y) / after.scale).toBeCloseTo((at.y - before.y) / before.scale, 6);
      }),
    );
  });
});

it("two fingers take what is between them along", () => {
  const from = [
    { x: -10, y: 0 },
    { x: 10, y: 0 },
  ];
  const to = [
    { x: 0, y: 5 },
    { x: 40, y: 5 },
  ];
  expect(drawn({ scale: 1, x: 4, y: 0 }, from, to)).toEqual({ scale: 2, x: 28, y: 5 });
  // One finger moves it, and where there is none it stays.
  expect(drawn({ scale: 1, x: 4, y: 0 }, from.slice(1), to.slice(1))).toEqual({ scale: 1, x: 34, y: 5 });
  expect(drawn({ scale: 1, x: 4, y: 0 }, [], [])).toEqual({ scale: 1, x: 4, y: 0 });
});
