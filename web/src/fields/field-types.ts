/** All data types by their names in the schema. What is not known here is shown as it comes, and not edited. */
import type { Field } from "../api/schema";
import { checkbox } from "./checkbox";
import { color } from "./color";
import { currency } from "./currency";
import { date } from "./date";
import { dateTime } from "./date-time";
import { duration } from "./duration";
import { entity } from "./entity";
import { entityType } from "./entity-type";
import type { FieldType } from "./field-type";
import { float } from "./float";
import { footage } from "./footage";
import { image } from "./image";
import { list } from "./list";
import { multiEntity } from "./multi-entity";
import { number } from "./number";
import { percent } from "./percent";
import { COUNTS, READ_ONLY } from "./plain";
import * as readOnly from "./read-only";
import { statusList } from "./status-list";
import { tagList } from "./tag-list";
import { text } from "./text";
import { timecode } from "./timecode";
import { url } from "./url";

const ALL: readonly FieldType[] = [
  text,
  number,
  float,
  percent,
  checkbox,
  date,
  dateTime,
  duration,
  timecode,
  list,
  statusList,
  color,
  entity,
  multiEntity,
  entityType,
  image,
  url,
  currency,
  footage,
  tagList,
  ...Object.values(readOnly),
];

/** Calculated fields by their renderer (contract data-types §3.22): minutes are told as durations, and of texts there is no sum. */
const RENDERED: Readonly<Record<string, FieldType>> = {
  duration: { ...readOnly.calculated, text: duration.text },
  text: { ...readOnly.calculated, alignment: "start", summaries: COUNTS, width: 160 },
};

const BY_NAME: ReadonlyMap<string, FieldType> = new Map(ALL.map((each) => [each.dataType, each]));

export function fieldTypeOf(dataType: string): FieldType {
  return BY_NAME.get(dataType) ?? { ...READ_ONLY, dataType };
}

/** What the values of a field are: of one that is calculated, what its formula comes to. */
export function typeOfField({ dataType, properties }: Pick<Field, "dataType" | "properties">): FieldType {
  const rendered = dataType === "calculated" ? RENDERED[String(properties.renderer)] : undefined;
  return rendered ?? fieldTypeOf(dataType);
}
