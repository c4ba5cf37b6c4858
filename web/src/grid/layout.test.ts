import fc from "fast-check";
import { expect, test } from "vitest";
import { SUMMARIES } from "../fields/field-type";
import { layoutWith, viewOf } from "./layout";

const NOBODY = { person: null, project: null };
const page = (settings: object, list: object = {}) => ({
  type: "SG.Widget.Canvas.Page",
  settings: { layouts: null },
  children: {
    body: {
      type: "SG.Widget.EntityQuery.EntityQueryPage",
      settings: { entity_type: "Shot", ...settings },
      children: { list_content: { type: "SG.Widget.NewGrid", settings: list }, card_content: { type: "X" } },
    },
  },
});

const path = fc.constantFrom("code", "sg_status_list", "sg_sequence.Sequence.code", "sg_cut_in");
const link = fc.record({ type: fc.constant("Shot"), id: fc.integer({ min: 1, max: 9 }), name: fc.string() });
const condition = fc.oneof(
  fc.tuple(path, fc.constantFrom("is", "is_not", "contains"), fc.oneof(fc.string(), link, fc.constant(null))),
  fc.tuple(path, fc.constantFrom("in", "not_in"), fc.array(fc.oneof(fc.string(), link), { minLength: 1 })),
);
const logical_operator = fc.constantFrom("and" as const, "or" as const);
const view = fc.record({
  filter: fc.record({
    logical_operator,
    conditions: fc.array(
      fc.oneof(condition, fc.record({ logical_operator, conditions: fc.array(condition, { minLength: 1 }) })),
      { minLength: 1, maxLength: 3 },
    ),
  }),
  sort: fc.array(fc.record({ path, isDescending: fc.boolean() }), { maxLength: 2 }),
  columns: fc.uniqueArray(
    fc.oneof(fc.record({ path }), fc.record({ path, width: fc.integer({ min: 48, max: 900 }) })),
    { selector: (column) => column.path, minLength: 1 },
  ),
  groups: fc.array(fc.record({ path, kind: fc.constantFrom("exact", "month") }), { maxLength: 2 }),
  summaries: fc.uniqueArray(fc.record({ path, kind: fc.constantFrom(...SUMMARIES) }), {
    selector: (summary) => summary.path,
  }),
  density: fc.constantFrom("compact" as const, null),
});

test("a view comes back from the page that keeps it, whose other views stay", () => {
  fc.assert(
    fc.property(view, (seen) => {
      const layout = JSON.parse(JSON.stringify(layoutWith(page({}), "Shot", seen)));
      expect(viewOf(layout, "Shot", NOBODY)).toEqual(seen);
      expect(layout.children.body.children.card_content).toEqual({ type: "X" });
    }),
  );
});

test("pages that others made are read as far as a grid can show them", () => {
  const leaf = (relation: string, values: readonly unknown[], more: object = {}) => ({
    path: "user",
    relation,
    values,
    active: "true",
    ...more,
  });
  const filters = {
    logical_operator: "and",
    conditions: [
      leaf("is", [{ type: "HumanUser", id: 0, valid: "logged_in_user_token" }]),
      leaf("is", [{ type: "Project", id: 0, valid: "project_token" }]),
      leaf("is", [{ type: "Entity", id: 0, valid: "parent_entity_token" }]),
      leaf("is", ["x"], { active: "false" }),
      leaf("is", [{ type: "Project", id: 7, valid: "valid" }], { top_level_project_filter: "true" }),
      leaf("in_last", [4, "WEEK"]),
    ],
  };
  const list = { columns: ["image", "code", "step_12", "sg_sequence"], column_widths: { code: 300 } };
  const person = { type: "HumanUser", id: 5, name: "Noor" };
  const read = viewOf(page({ filters, grouping: false, sorts: null }, list), "Shot", { person, project: 3 });
  expect(read?.filter.conditions).toEqual([
    ["user", "is", person],
    ["user", "is", { type: "Project", id: 3 }],
    ["user", "in_last", [4, "WEEK"]],
  ]);
  expect(read?.columns).toEqual([{ path: "code", width: 300 }, { path: "sg_sequence" }]);
  expect(read).toMatchObject({ sort: [], groups: [], summaries: [], density: null });
});

test("whatever a page has in it, it is a view or none", () => {
  fc.assert(fc.property(fc.anything(), (layout) => viewOf(layout, "Shot", NOBODY) === null || true));
  expect(viewOf(page({}), "Task", NOBODY)).toBeNull();
  expect(layoutWith({ children: {} }, "Shot", {} as never)).toBeNull();
});
