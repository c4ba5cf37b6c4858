import { ARRAY_FILTERS, type Call, HASH_FILTERS } from "./call";
import type { DescribedHit } from "./described";
import { isRecord } from "./failure";
import type { Group, Question } from "./question";
import { dataIn, type Link, type Row, rowOf, rowsOf } from "./row";
import { slugOf } from "./slug";

/** The calls about rows, as values: `perform(searchRows("Shot", question))`. */

/** The values that a row is made or changed with, by the codes of fields. */
export type Values = Readonly<Record<string, unknown>>;

/** The most rows that an answer holds. */
export const LARGEST_PAGE = 5000;

export function searchRows(type: string, question: Question): Call<readonly Row[]> {
  const { filters, fields, sort, page, retired } = question;
  return {
    method: "POST",
    path: `/entity/${slugOf(type)}/_search`,
    about: { type },
    contentType: HASH_FILTERS,
    body: {
      filters,
      fields,
      ...(sort !== undefined && sort.length > 0 ? { sort: sort.join(",") } : {}),
      ...(page !== undefined ? { page } : {}),
      ...(retired ? { options: { return_only: "retired" } } : {}),
    },
    read: rowsOf,
  };
}

/** Without fields, all of them are read. */
export function readRow(type: string, id: number, fields?: readonly string[]): Call<Row> {
  const query = fields === undefined ? undefined : { fields: fields.join(",") };
  return { method: "GET", path: pathOf(type, id), about: { type, id }, query, read: rowOf };
}

/** The answer holds what was sent and what the site set; other fields, and dotted paths, have to be read. */
export function createRow(type: string, values: Values): Call<Row> {
  return { method: "POST", path: `/entity/${slugOf(type)}`, about: { type }, body: values, read: rowOf };
}

export function updateRow(type: string, id: number, values: Values): Call<Row> {
  return { method: "PUT", path: pathOf(type, id), about: { type, id }, body: values, read: rowOf };
}

export function retireRow(type: string, id: number): Call<null> {
  return { method: "DELETE", path: pathOf(type, id), about: { type, id }, read: () => null };
}

export function reviveRow(type: string, id: number): Call<null> {
  return {
    method: "POST",
    path: pathOf(type, id),
    about: { type, id },
    query: { revive: "1" },
    read: () => null,
  };
}

/** One of the writes that a batch does together, all or none. */
export type BatchRequest =
  | { readonly request_type: "create"; readonly entity: string; readonly data: Values }
  | {
      readonly request_type: "update";
      readonly entity: string;
      readonly record_id: number;
      readonly data: Values;
    }
  | { readonly request_type: "delete"; readonly entity: string; readonly record_id: number };

/** What each request made of its row; null for one that was retired. */
export function batch(requests: readonly BatchRequest[]): Call<readonly (Row | null)[]> {
  return {
    method: "POST",
    path: "/entity/_batch",
    body: { requests },
    read: (body) => {
      const data = dataIn(body);
      return Array.isArray(data)
        ? data.map((each) => (isRecord(each) && "type" in each ? rowOf({ data: each }) : null))
        : [];
    },
  };
}

/** A summary of a field: `record_count` of `id` counts the rows. */
export interface SummaryField {
  readonly field: string;
  readonly type: string;
}

export interface Grouping {
  readonly field: string;
  readonly type: string;
  readonly direction: "asc" | "desc";
}

export interface Summaries {
  readonly summaries: Readonly<Record<string, unknown>>;
  readonly groups: readonly GroupSummaries[];
}

export interface GroupSummaries {
  readonly group_name: string;
  readonly group_value: unknown;
  readonly summaries: Readonly<Record<string, unknown>>;
  /** Missing at the last level. */
  readonly groups?: readonly GroupSummaries[];
}

export function summarize(
  type: string,
  filters: Group,
  summaryFields: readonly SummaryField[],
  grouping?: readonly Grouping[],
): Call<Summaries> {
  return {
    method: "POST",
    path: `/entity/${slugOf(type)}/_summarize`,
    about: { type },
    contentType: HASH_FILTERS,
    body: { filters, summary_fields: summaryFields, ...(grouping !== undefined ? { grouping } : {}) },
    read: (body) => {
      const data = dataIn(body);
      return {
        summaries: isRecord(data) && isRecord(data.summaries) ? data.summaries : {},
        groups: isRecord(data) && Array.isArray(data.groups) ? data.groups : [],
      };
    },
  };
}

/** How many rows there are. */
export function countRows(type: string, filters: Group): Call<number> {
  const counted = summarize(type, filters, [{ field: "id", type: "record_count" }]);
  return { ...counted, read: (body) => Number(counted.read(body).summaries.id ?? 0) };
}

/** A row that was found by words. */
export interface Hit extends Link {
  readonly name: string;
  readonly status: string | null;
  /** The row that it belongs to, a task's shot; null where there is none. */
  readonly of: { readonly type: string; readonly name: string } | null;
}

/** Types whose rows belong to no project, so that none can be asked for. */
const OF_NO_PROJECT: ReadonlySet<string> = new Set(["Project", "HumanUser", "Group", "Department", "Step"]);

/** Rows of these types by words that their names begin with; within a project where one is given. */
export function textSearch(
  text: string,
  types: readonly string[],
  project: number | null,
  size: number,
): Call<readonly Hit[]> {
  const within = (type: string) =>
    project === null || OF_NO_PROJECT.has(type) ? [] : [["project", "is", { type: "Project", id: project }]];
  return {
    method: "POST",
    path: "/entity/_text_search",
    contentType: ARRAY_FILTERS,
    body: {
      text,
      entity_types: Object.fromEntries(types.map((type) => [type, within(type)])),
      page: { size, number: 1 },
    },
    read: (body) => (body as { data: DescribedHit[] }).data.map(hitIn),
  };
}

function hitIn({ id, type, attributes }: DescribedHit): Hit {
  const [of = "", name = ""] = attributes.links;
  return {
    type,
    id,
    name: attributes.name ?? "",
    status: attributes.status,
    of: of === "" ? null : { type: of, name },
  };
}

function pathOf(type: string, id: number): string {
  return `/entity/${slugOf(type)}/${id}`;
}
