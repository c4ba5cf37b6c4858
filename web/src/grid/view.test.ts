import fc from "fast-check";
import { expect, test } from "vitest";
import { SUMMARIES } from "../fields/field-type";
import { group } from "../filters/arbitrary";
import { EVERYTHING } from "../filters/tree";
import { DENSITIES, MOST_LEVELS, searchOf, viewIn } from "./view";

const path = fc.stringMatching(/^[a-z][a-z_]{0,9}(\.Shot\.[a-z]{1,5})?$/);
const id = fc.option(fc.integer({ min: 1, max: 2 ** 31 }));
const view = fc.record({
  project: id,
  filter: group.map((each) => (each.conditions.length === 0 ? EVERYTHING : each)),
  sort: fc.array(fc.record({ path, isDescending: fc.boolean() }), { maxLength: 3 }),
  columns: fc.uniqueArray(
    fc.oneof(fc.record({ path }), fc.record({ path, width: fc.integer({ min: 48, max: 1200 }) })),
    { selector: (column) => column.path, maxLength: 5 },
  ),
  groups: fc.uniqueArray(fc.record({ path, kind: fc.constantFrom("exact", "month") }), {
    selector: (grouping) => grouping.path,
    maxLength: MOST_LEVELS,
  }),
  summaries: fc.uniqueArray(fc.record({ path, kind: fc.constantFrom(...SUMMARIES) }), {
    selector: (summary) => summary.path,
    maxLength: 3,
  }),
  density: fc.option(fc.constantFrom(...DENSITIES)),
  row: id,
  isRetired: fc.boolean(),
  saved: id,
});

test("a view comes back from its address as it was", () => {
  fc.assert(
    fc.property(view, (seen) => {
      const address = JSON.parse(JSON.stringify(searchOf(seen))) as Record<string, unknown>;
      expect(viewIn(address)).toEqual(seen);
    }),
  );
});

test("whatever somebody types, there is a view", () => {
  fc.assert(
    fc.property(
      fc.dictionary(
        fc.constantFrom(
          ...[
            "project",
            "filters",
            "sort",
            "columns",
            "group",
            "summaries",
            "rows",
            "row",
            "retired",
            "view",
          ],
        ),
        fc.anything(),
      ),
      (typed) => {
        const seen = viewIn(typed);
        expect(viewIn(searchOf(seen) as Record<string, unknown>)).toEqual(seen);
      },
    ),
    // What once had no answer.
    { examples: [[{ project: { toString: 0 } }]] },
  );
});
