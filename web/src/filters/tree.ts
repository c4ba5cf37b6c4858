/**
 * A filter as data, in the form in which the API reads it: conditions in groups that are met by all or by any of them. Links in values keep
 * their names, for people; the API reads type and id. Trees are not changed: what changes one makes another.
 */
import type { Condition, Group } from "../api/question";

export type FilterNode = Condition | Group;
export type Operator = Group["logical_operator"];

/** Where a node stands: the positions on the way down from the root; the root is `[]`. */
export type Place = readonly number[];

export const EVERYTHING: Group = { logical_operator: "and", conditions: [] };

export function isGroup(node: FilterNode): node is Group {
  return "conditions" in node;
}

export function nodeAt(root: Group, place: Place): FilterNode | undefined {
  let node: FilterNode | undefined = root;
  for (const position of place) {
    if (node === undefined || !isGroup(node)) return undefined;
    node = node.conditions[position];
  }
  return node;
}

/** The tree with `node` at the end of the group at `place`. */
export function withAdded(root: Group, place: Place, node: FilterNode): Group {
  return changed(root, place, (group) =>
    isGroup(group) ? { ...group, conditions: [...group.conditions, node] } : group,
  );
}

export function withReplaced(root: Group, place: Place, node: FilterNode): Group {
  return changed(root, place, () => node);
}

/** The tree without the node at `place`, and without the groups that this leaves empty. */
export function withRemoved(root: Group, place: Place): Group {
  return withoutEmptyGroups(changed(root, place, () => undefined));
}

export function conditionsOf(node: FilterNode): readonly Condition[] {
  return isGroup(node) ? node.conditions.flatMap(conditionsOf) : [node];
}

/** Several filters, all of which are to be met: what stands in the bar, the project, what is typed. */
export function allOf(...groups: readonly Group[]): Group {
  const conditions = groups.flatMap((group): readonly FilterNode[] => {
    const filled = withoutEmptyGroups(group);
    return filled.logical_operator === "and" || filled.conditions.length < 2 ? filled.conditions : [filled];
  });
  return { logical_operator: "and", conditions };
}

function changed(root: Group, place: Place, change: (node: FilterNode) => FilterNode | undefined): Group {
  const [position, ...rest] = place;
  if (position === undefined) {
    const root_ = change(root);
    return root_ === undefined
      ? EVERYTHING
      : isGroup(root_)
        ? root_
        : { logical_operator: "and", conditions: [root_] };
  }
  const conditions = root.conditions.flatMap((node, at) => {
    if (at !== position) return [node];
    const next = rest.length === 0 ? change(node) : isGroup(node) ? changed(node, rest, change) : node;
    return next === undefined ? [] : [next];
  });
  return { ...root, conditions };
}

function withoutEmptyGroups(group: Group): Group {
  const conditions = group.conditions.flatMap((node): FilterNode[] => {
    if (!isGroup(node)) return [node];
    const kept = withoutEmptyGroups(node);
    return kept.conditions.length === 0 ? [] : [kept];
  });
  return { ...group, conditions };
}
