/** Filters as property tests make them. */
import fc from "fast-check";
import type { Condition, Group } from "../api/question";
import type { FilterNode } from "./tree";

const link = fc.record({ type: fc.constantFrom("Shot", "Asset"), id: fc.nat(), name: fc.string() });
const scalar = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
const value = fc.oneof(scalar, link, fc.array(fc.oneof(scalar, link), { maxLength: 3 }));

export const condition: fc.Arbitrary<Condition> = fc.tuple(
  fc.constantFrom("code", "entity.Shot.code", "sg_status_list"),
  fc.constantFrom("is", "is_not", "in", "contains"),
  value,
);

const logical_operator = fc.constantFrom("and" as const, "or" as const);

const { node } = fc.letrec<{ node: FilterNode }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3 },
    condition,
    fc.record({ logical_operator, conditions: fc.array(tie("node"), { minLength: 1, maxLength: 3 }) }),
  ),
}));

/** Trees whose groups have something in them, as the bar makes them; the outermost may be empty. */
export const group: fc.Arbitrary<Group> = fc.record({
  logical_operator,
  conditions: fc.array(node, { maxLength: 4 }),
});
