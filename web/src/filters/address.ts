/**
 * A filter in the address bar: `[["code","contains","sh"],{"or":[…]}]`, the outermost group without its name if all of it is to be met.
 * What is no filter reads as none: an address that somebody typed must never break a page.
 */
import type { Condition, Group } from "../api/question";
import { isLink } from "../api/row";
import { EVERYTHING, type FilterNode, isGroup, type Operator } from "./tree";

type Written = readonly [string, string, unknown] | { readonly [operator in Operator]?: readonly Written[] };

/** As plain JSON, `undefined` for a filter that everything meets. */
export function toAddress(root: Group): readonly Written[] | Written | undefined {
  if (root.conditions.length === 0) return undefined;
  return root.logical_operator === "and" ? root.conditions.map(written) : written(root);
}

/** Whether an address says a filter, or nothing of it. */
export function isFilter(value: unknown): boolean {
  return value === undefined || value === null || value === "" || groupIn(value) !== undefined;
}

export function fromAddress(value: unknown): Group {
  return groupIn(value) ?? EVERYTHING;
}

function groupIn(value: unknown): Group | undefined {
  const read = typeof value === "string" ? parsed(value) : value;
  return Array.isArray(read) ? grouped("and", read) : groupRead(read);
}

function written(node: FilterNode): Written {
  if (isGroup(node)) return { [node.logical_operator]: node.conditions.map(written) };
  return node;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function grouped(operator: Operator, items: readonly unknown[]): Group | undefined {
  const conditions = items.map((item) => conditionRead(item) ?? groupRead(item));
  return conditions.every((each) => each !== undefined)
    ? { logical_operator: operator, conditions }
    : undefined;
}

function groupRead(item: unknown): Group | undefined {
  if (typeof item !== "object" || item === null) return undefined;
  const [entry, ...others] = Object.entries(item);
  if (entry === undefined || others.length > 0) return undefined;
  const [operator, items] = entry;
  if ((operator !== "and" && operator !== "or") || !Array.isArray(items)) return undefined;
  return grouped(operator, items);
}

function conditionRead(item: unknown): Condition | undefined {
  if (!Array.isArray(item) || item.length !== 3) return undefined;
  const [path, relation, value] = item as unknown[];
  if (typeof path !== "string" || typeof relation !== "string" || !isValue(value)) return undefined;
  return [path, relation, value];
}

function isValue(value: unknown): boolean {
  if (value === undefined) return false;
  return (
    !Array.isArray(value) || value.every((each) => typeof each !== "object" || each === null || isLink(each))
  );
}
