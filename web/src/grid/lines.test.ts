import fc from "fast-check";
import { expect, test } from "vitest";
import type { RowGroup } from "./groups";
import { type Line, Lines, sectionsOf } from "./lines";

interface Shape {
  readonly count: number;
  readonly isClosed: boolean;
  readonly groups: readonly Shape[];
}

const { shape } = fc.letrec<{ shape: Shape }>((tie) => ({
  shape: fc.record({
    count: fc.nat(4),
    isClosed: fc.boolean(),
    groups: fc.oneof({ maxDepth: 2 }, fc.constant([]), fc.array(tie("shape"), { maxLength: 3 })),
  }),
}));

function made(shapes: readonly Shape[], above = "", depth = 0): readonly RowGroup[] {
  return shapes.map(({ count, groups }, at): RowGroup => {
    const key = `${above}/${at}`;
    return {
      key,
      value: at,
      name: "",
      depth,
      count,
      summaries: {},
      conditions: [],
      groups: made(groups, key, depth + 1),
    };
  });
}

function closedIn(shapes: readonly Shape[], above = ""): readonly string[] {
  return shapes.flatMap(({ isClosed, groups }, at) => [
    ...(isClosed ? [`${above}/${at}`] : []),
    ...closedIn(groups, `${above}/${at}`),
  ]);
}

/** The lines as they are read: a head, then what is in it where it is open. */
function told(shapes: readonly Shape[], above = ""): readonly string[] {
  return shapes.flatMap(({ count, isClosed, groups }, at) => {
    const key = `${above}/${at}`;
    if (isClosed) return [key];
    const rows = groups.length > 0 ? [] : Array.from({ length: count }, (_, index) => `${key} ${index}`);
    return [key, ...told(groups, key), ...rows];
  });
}

const words = (line: Line | undefined) =>
  line?.kind === "row" ? `${line.section.key} ${line.index}` : line?.section.key;

test("lines are heads of groups and what is in those that are open, in order and without gaps", () => {
  fc.assert(
    fc.property(fc.array(shape, { maxLength: 4 }), (shapes) => {
      const lines = new Lines(sectionsOf(made(shapes), new Set(closedIn(shapes))));
      const expected = told(shapes);
      expect(Array.from({ length: lines.count }, (_, at) => words(lines.at(at)))).toEqual(expected);
      expect([lines.at(-1), lines.at(lines.count)]).toEqual([undefined, undefined]);
      for (const { key } of lines.sections) expect(words(lines.at(lines.startOf(key) ?? -1))).toBe(key);
    }),
  );
});

test("rows that are in no groups are one section without a head", () => {
  const lines = new Lines([{ key: "", group: null, rows: 2, isOpen: true }]);
  expect([0, 1, 2].map((at) => words(lines.at(at)))).toEqual([" 0", " 1", undefined]);
});
