import fc from "fast-check";
import { expect, test } from "vitest";
import type { Row } from "../api/row";
import { type Bundle, bundlesOf, dealt } from "./bundles";
import { conditionsOf, type RowGroup } from "./groups";

function group(value: unknown, count: number, kind = "exact", dataType = "text"): RowGroup {
  return {
    key: `/${JSON.stringify(value)}`,
    depth: 0,
    value,
    name: String(value),
    count,
    summaries: {},
    conditions: conditionsOf("f", kind, dataType, value),
    groups: [],
  };
}

function row(id: number, value: unknown): Row {
  return { type: "Shot", id, values: { f: value } };
}

test("groups that stand together come at once, large ones and what the API has no condition for do not", () => {
  const groups = [group("a", 3), group("b", 4), group("c", 5000), group("d", 1), group("e", 2, "clustered")];
  const bundles = bundlesOf(groups);
  expect([...bundles.keys()]).toEqual(['/"a"', '/"b"']);
  expect(bundles.get('/"a"')).toBe(bundles.get('/"b"'));
  expect(bundles.get('/"a"')?.filters).toEqual({
    logical_operator: "or",
    conditions: ["a", "b"].map((each) => ({ logical_operator: "and", conditions: [["f", "is", each]] })),
  });
});

test("no bundle has more rows than come in a page, whatever the groups", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 90 }), { maxLength: 80 }), (counts) => {
      const bundles = new Set(bundlesOf(counts.map((count, at) => group(at, count))).values());
      for (const { groups } of bundles) {
        expect(groups.length).toBeGreaterThan(1);
        expect(groups.reduce((sum, { count }) => sum + count, 0)).toBeLessThanOrEqual(200);
      }
    }),
  );
});

const shot = (id: number, name = "FOX") => ({ type: "Shot", id, name });

test.each<[string, string, readonly unknown[], readonly (readonly unknown[])[]]>([
  [
    "exact",
    "text",
    ["Fox", null],
    [
      ["fox", "FOX"],
      [null, ""],
    ],
  ],
  ["exact", "entity", [shot(1), shot(2)], [[shot(1)], [shot(2, "other")]]],
  ["exact", "checkbox", [true, false], [[true], [false]]],
  ["entitytype", "entity", ["Shot", "Asset"], [[shot(1)], [{ type: "Asset", id: 1 }]]],
  ["firstletter", "text", ["F", "G"], [["fox", "Fig"], ["gnu"]]],
  [
    "tens",
    "number",
    [0, 10],
    [
      [0, 9],
      [10, 19],
    ],
  ],
  ["month", "date", ["2026-01-01", "2026-02-01"], [["2026-01-31"], ["2026-02-01", "2026-02-28"]]],
  ["day", "date_time", ["2026-01-01", "2026-01-02"], [["2026-01-01T23:59:59Z"], ["2026-01-02T00:00:00Z"]]],
])("rows are dealt to groups by %s of %s", (kind, dataType, values, expected) => {
  const groups = values.map((value, at) => group(value, expected[at]?.length ?? 0, kind, dataType));
  const bundle = bundlesOf(groups).get(groups[0]?.key ?? "") as Bundle;
  const rows = expected.flat().map((value, at) => row(at, value));
  const found = dealt(bundle, rows.toReversed());
  expect(
    groups.map(({ key }) =>
      found
        .get(key)
        ?.map(({ values: { f } }) => f)
        .toReversed(),
    ),
  ).toEqual(expected.map((each) => [...each]));
});
