/**
 * The relations of every data type, from one table (contract data-types §1), in the order in which the API lists them, and what kind of
 * value each takes. Words for them stand in the message catalogue under `filters.<family>.<relation>`.
 */

/** What a relation is given: a value of the field's own type, a list, two ends, an amount and a unit of time … */
export type ValueKind = "own" | "many" | "pair" | "span" | "offset" | "name" | "type" | "json";

export type Family =
  | "text"
  | "number"
  | "time"
  | "link"
  | "choice"
  | "check"
  | "picture"
  | "json"
  | "tags"
  | "none";

export interface Relation {
  readonly name: string;
  readonly value: ValueKind;
}

const relation = (name: string, value: ValueKind = "own"): Relation => ({ name, value });

const ONE = [relation("is"), relation("is_not")];
const MANY = [relation("in", "many"), relation("not_in", "many")];

const FAMILIES: Readonly<Record<Family, readonly Relation[]>> = {
  text: [
    relation("contains"),
    relation("not_contains"),
    ...ONE,
    relation("starts_with"),
    relation("ends_with"),
    ...MANY,
  ],
  number: [...ONE, relation("greater_than"), relation("less_than"), relation("between", "pair"), ...MANY],
  time: [
    ...ONE,
    relation("greater_than"),
    relation("less_than"),
    relation("in_last", "span"),
    relation("not_in_last", "span"),
    relation("in_next", "span"),
    relation("not_in_next", "span"),
    relation("in_calendar_week", "offset"),
    relation("in_calendar_month", "offset"),
    relation("in_calendar_day", "offset"),
    relation("in_calendar_year", "offset"),
    relation("between", "pair"),
    ...MANY,
  ],
  link: [
    ...ONE,
    relation("name_contains", "name"),
    relation("name_not_contains", "name"),
    relation("name_is", "name"),
    relation("type_is", "type"),
    relation("type_is_not", "type"),
    ...MANY,
  ],
  choice: [...ONE, ...MANY],
  check: ONE,
  picture: ONE,
  json: [
    relation("is", "json"),
    relation("is_not", "json"),
    relation("contains", "json"),
    relation("not_contains", "json"),
  ],
  tags: [
    ...ONE,
    relation("name_contains", "name"),
    relation("name_not_contains", "name"),
    relation("name_id", "name"),
    ...MANY,
  ],
  none: [],
};

const FAMILY_OF: Readonly<Record<string, Family>> = {
  text: "text",
  footage: "text",
  number: "number",
  float: "number",
  percent: "number",
  duration: "number",
  timecode: "number",
  currency: "number",
  checkbox: "check",
  date: "time",
  date_time: "time",
  list: "choice",
  status_list: "choice",
  color: "choice",
  entity_type: "choice",
  uuid: "choice",
  system_task_type: "choice",
  entity: "link",
  multi_entity: "link",
  tag_list: "tags",
  image: "picture",
  jsonb: "json",
};

/** `none` for types that no filter may name (url, serializable, summary, calculated, password, pivot columns) and for unknown ones. */
export function familyOf(dataType: string): Family {
  return FAMILY_OF[dataType] ?? "none";
}

export function relationsOf(dataType: string): readonly Relation[] {
  return FAMILIES[familyOf(dataType)];
}

export function relationOf(dataType: string, name: string): Relation | undefined {
  return relationsOf(dataType).find((each) => each.name === name);
}

export function isFilterable(dataType: string): boolean {
  return relationsOf(dataType).length > 0;
}

/** Whether `is null` may be asked: "is empty". A checkbox is never empty, and a uuid's emptiness is spelled `""`. */
export function canBeEmpty(dataType: string): boolean {
  return isFilterable(dataType) && dataType !== "checkbox";
}

/** What `is` compares with to ask for rows without a value. */
export function emptyValue(dataType: string): "" | null {
  return dataType === "uuid" ? "" : null;
}

export const TIME_UNITS = ["HOUR", "DAY", "WEEK", "MONTH", "YEAR"] as const;
export type TimeUnit = (typeof TIME_UNITS)[number];
