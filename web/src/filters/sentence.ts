/** A condition as people read it: `Sequence › Code` `contains` `FOX`. */
import type { Condition } from "../api/question";
import { isLink } from "../api/row";
import type { Field } from "../api/schema";
import type { Setting } from "../fields/field-type";
import { fieldTypeOf } from "../fields/field-types";
import { linkName } from "../fields/links";
import { type Key, say } from "../words/say";
import { type Lookup, pathName, resolvePath } from "./paths";
import { familyOf, type Relation, relationOf, type TimeUnit } from "./relations";
import { type FilterNode, isGroup } from "./tree";

export interface Sentence {
  readonly subject: string;
  readonly relation: string;
  /** `""` where the relation says all: "is empty". */
  readonly value: string;
}

export function sentenceOf(type: string, condition: Condition, lookup: Lookup, setting: Setting): Sentence {
  const [path, relation, value] = condition;
  const resolved = resolvePath(type, path, lookup);
  const subject = pathName(type, path, lookup);
  if (resolved === undefined) return { subject, relation, value: plain(value) };
  const { field } = resolved;
  const known = relationOf(field.dataType, relation);
  if (known === undefined) return { subject, relation, value: plain(value) };
  const emptiness = emptinessOf(condition, field.dataType);
  if (emptiness !== undefined)
    return { subject, relation: relationWords(field.dataType, emptiness), value: "" };
  if (field.dataType === "checkbox") {
    const isTicked = (value === true) === (relation === "is");
    return {
      subject,
      relation: say(isTicked ? "filters.check.ticked" : "filters.check.notTicked"),
      value: "",
    };
  }
  const words = (each: unknown) => valueWords(each, field, setting);
  return {
    subject,
    relation: relationWords(field.dataType, relation),
    value: VALUE_WORDS[known.value](value, words),
  };
}

/** The whole filter in one line, for those who hear it. */
export function filterText(type: string, node: FilterNode, lookup: Lookup, setting: Setting): string {
  if (!isGroup(node)) {
    const { subject, relation, value } = sentenceOf(type, node, lookup, setting);
    return [subject, relation, value].filter((part) => part !== "").join(" ");
  }
  const joint = ` ${say(node.logical_operator === "and" ? "filters.and" : "filters.or")} `;
  return node.conditions
    .map((each) =>
      isGroup(each)
        ? `(${filterText(type, each, lookup, setting)})`
        : filterText(type, each, lookup, setting),
    )
    .join(joint);
}

/** `empty` and `not_empty` are no relations of the API, but what `is null` and `is_not null` mean. */
export function emptinessOf(
  [, relation, value]: Condition,
  dataType: string,
): "empty" | "not_empty" | undefined {
  const isEmpty = value === null || (value === "" && dataType !== "checkbox");
  if (!isEmpty) return undefined;
  return relation === "is" ? "empty" : relation === "is_not" ? "not_empty" : undefined;
}

type RelationKey = Extract<Key, `filters.relation.${string}`>;

export function relationWords(dataType: string, relation: string): string {
  const family = familyOf(dataType);
  return say(`filters.relation.${family}.${relation}` as RelationKey);
}

function valueWords(value: unknown, field: Field, setting: Setting): string {
  if (isLink(value)) return linkName(value);
  if (field.dataType === "entity" || field.dataType === "multi_entity") return plain(value);
  const words = fieldTypeOf(field.dataType).text(value, field, setting);
  return words === "" ? plain(value) : words;
}

type Words = (value: unknown) => string;

const VALUE_WORDS: Readonly<Record<Relation["value"], (value: unknown, words: Words) => string>> = {
  own: (value, words) => words(value),
  many: (value, words) => listed(value, words),
  pair: (value, words) => (Array.isArray(value) ? value.map(words).join(" – ") : words(value)),
  span: (value) => {
    const [count, unit] = Array.isArray(value) ? value : [];
    return typeof count === "number" && typeof unit === "string"
      ? spanWords(count, unit as TimeUnit)
      : plain(value);
  },
  offset: (value) => (typeof value === "number" ? offsetWords(value) : plain(value)),
  name: plain,
  type: plain,
  json: plain,
};

function listed(value: unknown, words: Words): string {
  return Array.isArray(value) ? value.map(words).join(` ${say("filters.or")} `) : words(value);
}

function spanWords(count: number, unit: TimeUnit): string {
  return say(`filters.span.${unit}`, { count });
}

function offsetWords(offset: number): string {
  if (offset === 0) return say("filters.offset.this");
  return say(offset < 0 ? "filters.offset.before" : "filters.offset.after", { count: Math.abs(offset) });
}

function plain(value: unknown): string {
  if (value === null) return say("filters.nothing");
  if (isLink(value)) return linkName(value);
  if (Array.isArray(value)) return value.map(plain).join(", ");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
