import fc from "fast-check";
import { expect, test } from "vitest";
import type { Group } from "../api/question";
import { condition, group } from "./arbitrary";
import {
  allOf,
  conditionsOf,
  type FilterNode,
  isGroup,
  nodeAt,
  type Place,
  withAdded,
  withRemoved,
  withReplaced,
} from "./tree";

function placesOf(node: FilterNode, place: Place = []): readonly Place[] {
  return isGroup(node)
    ? [place, ...node.conditions.flatMap((each, at) => placesOf(each, [...place, at]))]
    : [place];
}

const withPlace = group.chain((root) =>
  fc.record({ root: fc.constant(root), place: fc.constantFrom(...placesOf(root)) }),
);
const inside = withPlace.filter(({ place }) => place.length > 0);

test("what is put somewhere is there", () => {
  fc.assert(
    fc.property(inside, condition, ({ root, place }, put) => {
      expect(nodeAt(withReplaced(root, place, put), place)).toEqual(put);
    }),
  );
});

test("what is added and removed again leaves what was", () => {
  fc.assert(
    fc.property(withPlace, condition, ({ root, place }, added) => {
      const target = nodeAt(root, place);
      if (target === undefined || !isGroup(target)) return;
      const grown = withAdded(root, place, added);
      expect(withRemoved(grown, [...place, target.conditions.length])).toEqual(root);
    }),
  );
});

test("removing takes away one condition, or those of one group, and leaves no empty group", () => {
  fc.assert(
    fc.property(inside, ({ root, place }) => {
      const gone = nodeAt(root, place);
      const left = withRemoved(root, place);
      expect(conditionsOf(left).length).toBe(
        conditionsOf(root).length - (gone ? conditionsOf(gone).length : 0),
      );
      expect(emptyGroups(left)).toEqual([]);
    }),
  );
});

function emptyGroups(root: Group): readonly Group[] {
  return placesOf(root)
    .slice(1)
    .map((place) => nodeAt(root, place))
    .filter((node): node is Group => node !== undefined && isGroup(node) && node.conditions.length === 0);
}

test("several filters together ask for all of each", () => {
  fc.assert(
    fc.property(group, group, fc.func(fc.boolean()), (a, b, isMet) => {
      expect(meets(allOf(a, b), isMet)).toBe(meets(a, isMet) && meets(b, isMet));
    }),
  );
});

/** As the API does: a group without conditions is met by every row (contract rest/30 §1.2). */
function meets(node: FilterNode, isMet: (condition: string) => boolean): boolean {
  if (!isGroup(node)) return isMet(JSON.stringify(node));
  if (node.conditions.length === 0) return true;
  return node.logical_operator === "and"
    ? node.conditions.every((each) => meets(each, isMet))
    : node.conditions.some((each) => meets(each, isMet));
}
