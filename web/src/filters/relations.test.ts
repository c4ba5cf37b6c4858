import { expect, test } from "vitest";
import { en } from "../words/en";
import { familyOf, relationsOf } from "./relations";

const TEXT = "contains not_contains is is_not starts_with ends_with in not_in";
const NUMBER = "is is_not greater_than less_than between in not_in";
const TIME =
  "is is_not greater_than less_than in_last not_in_last in_next not_in_next in_calendar_week in_calendar_month in_calendar_day in_calendar_year between in not_in";
const LINK = "is is_not name_contains name_not_contains name_is type_is type_is_not in not_in";
const CHOICE = "is is_not in not_in";

/** What the API lists when it is asked by a relation that it does not know (contract data-types §1). */
const LISTED: Readonly<Record<string, string>> = {
  text: TEXT,
  footage: TEXT,
  number: NUMBER,
  float: NUMBER,
  percent: NUMBER,
  duration: NUMBER,
  timecode: NUMBER,
  currency: NUMBER,
  checkbox: "is is_not",
  date: TIME,
  date_time: TIME,
  list: CHOICE,
  status_list: CHOICE,
  color: CHOICE,
  entity_type: CHOICE,
  uuid: CHOICE,
  system_task_type: CHOICE,
  entity: LINK,
  multi_entity: LINK,
  tag_list: "is is_not name_contains name_not_contains name_id in not_in",
  image: "is is_not",
  jsonb: "is is_not contains not_contains",
  url: "",
  serializable: "",
  summary: "",
  calculated: "",
  password: "",
  pivot_column: "",
  url_template: "",
};

test.each(Object.entries(LISTED))("%s has the API's relations, in its order", (dataType, listed) => {
  const names = relationsOf(dataType).map(({ name }) => name);
  expect(names.join(" ")).toBe(listed);
});

test.each(Object.keys(LISTED))("every relation of %s has words", (dataType) => {
  for (const { name } of relationsOf(dataType)) {
    if (dataType !== "checkbox")
      expect(en).toHaveProperty([`filters.relation.${familyOf(dataType)}.${name}`]);
  }
});
