/** What the API would refuse in a condition (contract rest/30 §1), said before it is sent. */
import type { Condition, Group } from "../api/question";
import { isLink } from "../api/row";
import type { Lookup } from "./paths";
import { resolvePath } from "./paths";
import { canBeEmpty, relationOf, TIME_UNITS, type ValueKind } from "./relations";
import { conditionsOf } from "./tree";

export type Fault = "path" | "unfilterable" | "relation" | "value" | "empty";

export function faultOf(type: string, [path, relation, value]: Condition, lookup: Lookup): Fault | undefined {
  const resolved = resolvePath(type, path, lookup);
  if (resolved === undefined) return "path";
  const { dataType } = resolved.field;
  const known = relationOf(dataType, relation);
  if (known === undefined) return relationOf(dataType, "is") === undefined ? "unfilterable" : "relation";
  if (value === null) {
    const asksForEmptiness = known.name === "is" || known.name === "is_not";
    return asksForEmptiness && canBeEmpty(dataType) ? undefined : "empty";
  }
  return FITS[known.value](value, dataType) ? undefined : "value";
}

/** Every condition that the API would refuse, with the reason. */
export function faults(
  type: string,
  root: Group,
  lookup: Lookup,
): readonly { condition: Condition; fault: Fault }[] {
  return conditionsOf(root).flatMap((condition) => {
    const fault = faultOf(type, condition, lookup);
    return fault === undefined ? [] : [{ condition, fault }];
  });
}

const FITS: Readonly<Record<ValueKind, (value: unknown, dataType: string) => boolean>> = {
  own: isOwn,
  many: (value, dataType) =>
    Array.isArray(value) && value.length > 0 && value.every((each) => isOwn(each, dataType)),
  pair: (value, dataType) =>
    Array.isArray(value) && value.length === 2 && value.every((each) => isOwn(each, dataType)),
  span: (value) =>
    Array.isArray(value) && value.length === 2 && isCount(value[0]) && TIME_UNITS.includes(value[1] as never),
  offset: (value) => Number.isInteger(value),
  name: (value) => typeof value === "string" && value !== "",
  type: (value) => typeof value === "string" && value !== "",
  json: (value) => typeof value === "object" && value !== null,
};

function isCount(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 0;
}

function isOwn(value: unknown, dataType: string): boolean {
  return (OWN[dataType] ?? isText)(value);
}

const isText = (value: unknown) => typeof value === "string";
const isInteger = (value: unknown) => Number.isInteger(value);

const OWN: Readonly<Record<string, (value: unknown) => boolean>> = {
  number: isInteger,
  percent: isInteger,
  duration: isInteger,
  timecode: isInteger,
  // A float without decimals is spelled as a text, or refused (contract data-types §3.3).
  float: (value) => typeof value === "string" && value !== "" && Number.isFinite(Number(value)),
  currency: (value) => typeof value === "number" && Number.isFinite(value),
  checkbox: (value) => typeof value === "boolean",
  entity: isLink,
  multi_entity: isLink,
  image: () => false,
  date: (value) => typeof value === "string" && /^\d{4}-\d{2}-\d{2}$/.test(value),
  date_time: (value) => typeof value === "string" && /^\d{4}-\d{2}-\d{2}/.test(value),
};
