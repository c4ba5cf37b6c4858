import type { FieldType } from "./field-type";
import { COUNTS, READ_ONLY } from "./plain";

/** What the site works out or keeps for itself, and nobody types. */
export const uuid: FieldType = {
  ...READ_ONLY,
  dataType: "uuid",
  summaries: COUNTS,
  groupings: ["exact"],
  width: 300,
};
export const serializable: FieldType = { ...READ_ONLY, dataType: "serializable", width: 220 };
export const jsonb: FieldType = { ...READ_ONLY, dataType: "jsonb", width: 220 };
export const password: FieldType = { ...READ_ONLY, dataType: "password", width: 100 };
export const pivotColumn: FieldType = { ...READ_ONLY, dataType: "pivot_column", width: 110 };
export const urlTemplate: FieldType = {
  ...READ_ONLY,
  dataType: "url_template",
  summaries: COUNTS,
  width: 220,
};
export const systemTaskType: FieldType = {
  ...READ_ONLY,
  dataType: "system_task_type",
  summaries: ["each", ...COUNTS],
  groupings: ["exact"],
  isSortable: true,
};
export const summary: FieldType = { ...READ_ONLY, dataType: "summary", alignment: "end", width: 110 };
export const calculated: FieldType = {
  ...READ_ONLY,
  dataType: "calculated",
  alignment: "end",
  summaries: ["sum", "average", "minimum", "maximum", "percentage", ...COUNTS],
  groupings: ["exact"],
  isSortable: true,
  width: 120,
};
