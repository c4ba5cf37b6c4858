/** What is seen of a grid, as its address holds it. What somebody typed there and makes no sense is passed over. */
import type { Group } from "../api/question";
import { SUMMARIES, type Summary } from "../fields/field-type";
import { fromAddress, toAddress } from "../filters/address";
import { EVERYTHING } from "../filters/tree";
import { type PageSearch, pageSearch } from "../frame/address";
import { type Density, ROW_HEIGHTS } from "../theme/choices";

export interface SortKey {
  readonly path: string;
  readonly isDescending: boolean;
}

export interface ShownColumn {
  readonly path: string;
  /** In pixels; the data type's usual width where nobody has drawn it. */
  readonly width?: number | undefined;
}

export interface Grouping {
  readonly path: string;
  /** The API's word for how values are put together (contract rest/30 §3): `exact`, `month` … */
  readonly kind: string;
}

/** A column that is summed up, and how. */
export interface ShownSummary {
  readonly path: string;
  readonly kind: Summary;
}

export const DENSITIES = Object.keys(ROW_HEIGHTS) as readonly Density[];

export interface View {
  readonly project: number | null;
  readonly filter: Group;
  readonly sort: readonly SortKey[];
  /** Empty for the type's usual ones. */
  readonly columns: readonly ShownColumn[];
  /** Groups in groups, the outermost first. */
  readonly groups: readonly Grouping[];
  readonly summaries: readonly ShownSummary[];
  readonly density: Density | null;
  /** The row whose panel is open. */
  readonly row: number | null;
  /** Whether the rows are those that are retired. */
  readonly isRetired: boolean;
  /** The page that keeps the view, or that it began with. */
  readonly saved: number | null;
}

/** More levels are more heads than rows. */
export const MOST_LEVELS = 4;
const NARROWEST = 48;
const WIDEST = 1200;

export function viewIn(sent: PageSearch): View {
  const search = pageSearch({ ...sent });
  return {
    project: search.project ?? null,
    filter: search.filters === undefined ? EVERYTHING : fromAddress(search.filters),
    sort: partsIn(search.sort).map(sortKeyIn),
    columns: unique(partsIn(search.columns).map(columnIn)),
    groups: unique(partsIn(search.group).map(groupingIn)).slice(0, MOST_LEVELS),
    summaries: unique(partsIn(search.summaries).flatMap(summaryIn)),
    density: search.rows ?? null,
    row: search.row ?? null,
    isRetired: search.retired === true,
    saved: search.view ?? null,
  };
}

export function searchOf(view: View): PageSearch {
  const filters = toAddress(view.filter);
  return {
    ...(view.project === null ? {} : { project: view.project }),
    ...(filters === undefined ? {} : { filters }),
    ...(view.sort.length === 0 ? {} : { sort: view.sort.map(sortKeyText).join(",") }),
    ...(view.columns.length === 0 ? {} : { columns: view.columns.map(columnText).join(",") }),
    ...(view.groups.length === 0 ? {} : { group: view.groups.map(groupingText).join(",") }),
    ...(view.summaries.length === 0
      ? {}
      : { summaries: view.summaries.map(({ path, kind }) => `${path}:${kind}`).join(",") }),
    ...(view.density === null ? {} : { rows: view.density }),
    ...(view.row === null ? {} : { row: view.row }),
    ...(view.isRetired ? { retired: true as const } : {}),
    ...(view.saved === null ? {} : { view: view.saved }),
  };
}

/** As the API writes it: `-created_at`. */
export function sortKeyText({ path, isDescending }: SortKey): string {
  return isDescending ? `-${path}` : path;
}

/** The keys after a column was sorted by; null takes it out, and it comes after those that are there if it is added. */
export function sorted(
  keys: readonly SortKey[],
  path: string,
  direction: "asc" | "desc" | null,
  isAdded: boolean,
): readonly SortKey[] {
  const others = isAdded ? keys.filter((key) => key.path !== path) : [];
  return direction === null ? others : [...others, { path, isDescending: direction === "desc" }];
}

function sortKeyIn(text: string): SortKey {
  return text.startsWith("-")
    ? { path: text.slice(1), isDescending: true }
    : { path: text, isDescending: false };
}

function columnText({ path, width }: ShownColumn): string {
  return width === undefined ? path : `${path}:${width}`;
}

function columnIn(text: string): ShownColumn {
  const [path = "", drawn] = text.split(":");
  const width = Number(drawn ?? Number.NaN);
  return Number.isFinite(width) ? { path, width: between(Math.round(width)) } : { path };
}

export function between(width: number): number {
  return Math.min(WIDEST, Math.max(NARROWEST, width));
}

function unique<Of extends { readonly path: string }>(parts: readonly Of[]): readonly Of[] {
  return [...new Map(parts.map((part) => [part.path, part])).values()];
}

function groupingText({ path, kind }: Grouping): string {
  return kind === "exact" ? path : `${path}:${kind}`;
}

function groupingIn(text: string): Grouping {
  const [path = "", kind = "exact"] = text.split(":");
  return { path, kind };
}

function summaryIn(text: string): readonly ShownSummary[] {
  const [path = "", said] = text.split(":");
  const kind = SUMMARIES.find((each) => each === said);
  return kind === undefined ? [] : [{ path, kind }];
}

/** The levels after one was chosen: it comes below the others, or goes where it is there already. */
export function regrouped(groups: readonly Grouping[], chosen: Grouping): readonly Grouping[] {
  const isThere = groups.some(({ path, kind }) => path === chosen.path && kind === chosen.kind);
  const others = groups.filter(({ path }) => path !== chosen.path);
  return isThere ? others : [...others, chosen].slice(-MOST_LEVELS);
}

/** The summaries after one was chosen for a column; null takes that of the column away. */
export function summed(
  summaries: readonly ShownSummary[],
  path: string,
  kind: Summary | null,
): readonly ShownSummary[] {
  const others = summaries.filter((each) => each.path !== path);
  return kind === null ? others : [...others, { path, kind }];
}

function partsIn(text = ""): readonly string[] {
  return text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => /^-?[A-Za-z]/.test(part));
}
