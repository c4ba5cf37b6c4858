import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";
import type { Density } from "../theme/choices";

/**
 * What stands behind the `?` of a page's address: all that is seen of it besides its path.
 *
 * `filters` is what the filter bar makes of it; here it passes as it is.
 */
export interface PageSearch {
  readonly project?: number;
  readonly filters?: unknown;
  readonly sort?: string;
  readonly columns?: string;
  readonly group?: string;
  /** The columns that are summed up, and how. */
  readonly summaries?: string;
  readonly rows?: Density;
  /** The row in focus: it is open in the panel. */
  readonly row?: number;
  /** Whether it is about retired rows. */
  readonly retired?: true;
  /** The page of the site that keeps the view. */
  readonly view?: number;
  /** The tab of a detail page. */
  readonly tab?: string;
}

/** What an address says, without what it says wrongly. */
export function pageSearch(sent: Readonly<Record<string, unknown>>): PageSearch {
  return {
    ...said("project", idIn(sent.project)),
    ...said("filters", sent.filters),
    ...said("sort", textIn(sent.sort)),
    ...said("columns", textIn(sent.columns)),
    ...said("group", textIn(sent.group)),
    ...said("summaries", textIn(sent.summaries)),
    ...said("rows", densityIn(sent.rows)),
    ...said("row", idIn(sent.row)),
    ...said("retired", sent.retired === true || sent.retired === "true" ? (true as const) : undefined),
    ...said("view", idIn(sent.view)),
    ...said("tab", textIn(sent.tab)),
  };
}

function said<Name extends string, Value>(name: Name, value: Value | undefined) {
  return value === undefined ? {} : ({ [name]: value } as Record<Name, Value>);
}

function idIn(sent: unknown): number | undefined {
  // What an address spells as an object may not even be convertible.
  const id = typeof sent === "number" || typeof sent === "string" ? Number(sent) : Number.NaN;
  return Number.isSafeInteger(id) && id > 0 ? id : undefined;
}

function textIn(sent: unknown): string | undefined {
  if (typeof sent === "number" || typeof sent === "boolean") return String(sent);
  return typeof sent === "string" && sent !== "" ? sent : undefined;
}

function densityIn(sent: unknown): Density | undefined {
  return sent === "compact" || sent === "normal" || sent === "large" ? sent : undefined;
}

/** What the address of now says. */
export function usePageSearch(): PageSearch {
  return useSearch({ strict: false });
}

/** The project that the page is about; null where it is about all. */
export function useProjectId(): number | null {
  return usePageSearch().project ?? null;
}

/** Change a part of what the address says; undefined takes a part away. Going back undoes it, unless it takes the place of the last step. */
export function useChangeSearch(): (change: Partial<PageSearch>, step?: "push" | "replace") => void {
  const navigate = useNavigate();
  return useCallback(
    (change, step = "replace") => {
      const search = (before: PageSearch) => pageSearch({ ...before, ...change });
      void navigate({ to: ".", search: search as never, replace: step === "replace" });
    },
    [navigate],
  );
}

/** A path of this site to go on to after signing in; anything else leads to the start. */
export function localPath(next: string | undefined): string {
  return next !== undefined && /^\/(?![/\\])/.test(next) && !/^\/sign-in\b/.test(next) && !hasControls(next)
    ? next
    : "/";
}

// Browsers leave such characters out of addresses, and so could be led elsewhere.
function hasControls(text: string): boolean {
  return [...text].some((each) => each < " ");
}
