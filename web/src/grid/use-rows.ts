import { useQueries } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { perform } from "../api/perform";
import { every, type Group, pathsIn, type Question } from "../api/question";
import type { Row } from "../api/row";
import { searchRows } from "../api/rows";
import { allOf } from "../filters/tree";
import { cache } from "../site/cache";
import { type Bundle, bundlesOf, dealt } from "./bundles";
import type { RowGroup } from "./groups";
import type { Line, Lines } from "./lines";

/** Rows come in pages of so many, when they are scrolled to. */
export const PAGE = 500;
/** How long a far jump must rest before its rows are asked for: whoever drags the scroll bar through all rows asks for none of them. */
const REST = 70;

export interface Asked {
  readonly type: string;
  readonly filters: Group;
  readonly fields: readonly string[];
  readonly sort: readonly string[];
  readonly isRetired: boolean;
  readonly lines: Lines;
  readonly groups: readonly RowGroup[];
  /** The lines on the screen. */
  readonly first: number;
  readonly last: number;
}

export interface Rows {
  readonly rowOf: (line: Line | undefined) => Row | undefined;
  readonly rowAt: (position: number) => Row | undefined;
  readonly error: Error | null;
}

/** The rows on the screen, and those of their pages besides. */
export function useRows(asked: Asked): Rows {
  const { lines, groups, first, last } = asked;
  const bundles = useMemo(() => bundlesOf(groups), [groups]);
  const wanted = useRested(pagesBetween(lines, first, last, bundles));
  const pages = usePages(asked, wanted);
  const dealtOut = useMemo(() => heldIn(wanted, pages.data, bundles), [wanted, pages, bundles]);
  // Where the window cannot tell groups apart as the site does, they are asked for by themselves.
  const untold = useMemo(() => {
    if (bundles.size === 0) return NONE;
    const found = pagesBetween(lines, first, last).filter(({ key, page }) => {
      const count = bundles.get(key)?.groups.find((group) => group.key === key)?.count;
      const held = dealtOut.get(placeOf(key, page));
      return count !== undefined && held !== undefined && held.length !== count;
    });
    return found.length === 0 ? NONE : found;
  }, [lines, first, last, bundles, dealtOut]);
  const alone = usePages(asked, untold);

  return useMemo(() => {
    const held = new Map([...dealtOut, ...heldIn(untold, alone.data)]);
    const rowOf = (line: Line | undefined): Row | undefined => {
      if (line?.kind !== "row") return undefined;
      return held.get(placeOf(line.section.key, pageOf(line.index)))?.[line.index % PAGE];
    };
    return { rowOf, rowAt: (position) => rowOf(lines.at(position)), error: pages.error ?? alone.error };
  }, [dealtOut, untold, pages, alone, lines]);
}

function usePages({ type, filters, fields, sort, isRetired }: Asked, wanted: readonly WantedPage[]): Pages {
  return useQueries({
    queries: wanted.map(({ page, within }) => {
      const question: Question = {
        filters: within === null ? filters : allOf(filters, within),
        // The fields that groups are told apart by.
        fields: within?.logical_operator === "or" ? [...new Set([...fields, ...pathsIn(within)])] : fields,
        sort,
        page: { number: page, size: PAGE },
        ...(isRetired ? { retired: true } : {}),
      };
      return {
        queryKey: ["rows", type, question],
        queryFn: ({ signal }: { signal: AbortSignal }) => perform(searchRows(type, question), signal),
      };
    }),
    combine: together,
  });
}

type Held = ReadonlyMap<string, readonly Row[]>;

/** The rows that are here, by their group and page. */
function heldIn(wanted: readonly WantedPage[], data: Pages["data"], bundles: Bundles = NO_BUNDLES): Held {
  const known = new Map([...bundles.values()].map((bundle) => [bundle.key, bundle]));
  const held = new Map<string, readonly Row[]>();
  wanted.forEach(({ key, page }, at) => {
    const rows = data[at];
    if (rows === undefined) return;
    const bundle = known.get(key);
    if (bundle === undefined) held.set(placeOf(key, page), rows);
    else for (const [of, own] of dealt(bundle, rows)) held.set(placeOf(of, 1), own);
  });
  return held;
}

/** Ask again for what could not be had. */
export function askAgain(type: string): void {
  const failed = ({ state }: { state: { status: string } }) => state.status === "error";
  void cache.refetchQueries({ queryKey: ["rows", type], predicate: failed });
  void cache.refetchQueries({ queryKey: ["count", type], predicate: failed });
}

interface Answered {
  readonly data: readonly Row[] | undefined;
  readonly error: Error | null;
}

interface Pages {
  readonly data: readonly (readonly Row[] | undefined)[];
  readonly error: Error | null;
}

function together(answers: readonly Answered[]): Pages {
  return {
    data: answers.map(({ data }) => data),
    error: answers.find(({ error }) => error !== null)?.error ?? null,
  };
}

interface WantedPage {
  /** Of a group, or of a bundle of them. */
  readonly key: string;
  readonly page: number;
  readonly within: Group | null;
}

/** The same each time, so that nothing is made anew for it while one scrolls. */
const NONE: readonly WantedPage[] = [];

type Bundles = ReadonlyMap<string, Bundle>;
const NO_BUNDLES: Bundles = new Map();

/** The pages of all sections that the lines between two positions lie on. The first is wanted before it is known how many there are. */
function pagesBetween(
  lines: Lines,
  first: number,
  last: number,
  bundles: Bundles = NO_BUNDLES,
): readonly WantedPage[] {
  const pages = new Map<string, WantedPage>();
  const want = (key: string, page: number, within: Group | null) =>
    pages.set(placeOf(key, page), { key, page, within });
  if (lines.sections[0]?.group === null && first === 0) want("", 1, null);
  for (let position = first; position <= last; position += 1) {
    const line = lines.at(position);
    if (line?.kind !== "row") continue;
    const { key, group } = line.section;
    const bundle = bundles.get(key);
    if (bundle !== undefined) want(bundle.key, 1, bundle.filters);
    else want(key, pageOf(line.index), group === null ? null : every(...(group.conditions ?? [])));
  }
  return [...pages.values()];
}

function placeOf(key: string, page: number): string {
  return `${key}|${page}`;
}

function pageOf(index: number): number {
  return Math.floor(index / PAGE) + 1;
}

/** The pages once the screen has rested on them; at once where they are next to those before. */
function useRested(pages: readonly WantedPage[]): readonly WantedPage[] {
  const [rested, setRested] = useState(pages);
  const now = JSON.stringify(pages);
  const before = JSON.stringify(rested);
  useEffect(() => {
    if (now === before) return;
    const next = JSON.parse(now) as readonly WantedPage[];
    const was = JSON.parse(before) as readonly WantedPage[];
    const isNear = next.some(({ key, page }) =>
      was.some((other) => other.key === key && Math.abs(other.page - page) <= 1),
    );
    if (isNear || was.length === 0) {
      setRested(next);
      return;
    }
    const timer = setTimeout(() => setRested(next), REST);
    return () => clearTimeout(timer);
  }, [now, before]);
  return rested;
}
