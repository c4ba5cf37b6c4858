import { useQueries, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { perform } from "../api/perform";
import type { Group } from "../api/question";
import { countRows, summarize } from "../api/rows";
import { idsOf } from "./every-row";
import { groupsIn, type Level, type RowGroup } from "./groups";
import { Lines, sectionsOf } from "./lines";
import { type Each, eachOf, summaryFields } from "./summaries";
import type { ShownSummary } from "./view";

/** What a column comes to: a value, or how many rows have each; undefined while it is on the way. */
export type SummedUp = { readonly value: unknown } | { readonly each: readonly Each[] };

export interface Grouped {
  readonly lines: Lines;
  readonly groups: readonly RowGroup[];
  /** How many rows there are; undefined until it is known. */
  readonly total: number | undefined;
  /** What a column comes to in a group, by its key; in all rows under `""`. */
  readonly summed: (key: string, path: string) => SummedUp | undefined;
  readonly error: Error | null;
}

interface Asked {
  readonly type: string;
  readonly filters: Group;
  readonly levels: readonly Level[];
  readonly summaries: readonly ShownSummary[];
  readonly closed: ReadonlySet<string>;
  readonly isRetired: boolean;
}

/** How many rows there are, in which groups, and what their columns come to; kept true by the change feed. */
export function useGroups({ type, filters, levels, summaries, closed, isRetired }: Asked): Grouped {
  const total = useQuery({
    queryKey: ["count", type, filters, ...(isRetired ? ["retired"] : [])],
    // Of retired rows the API counts none: their ids have to be read.
    queryFn: async ({ signal }) =>
      isRetired ? (await idsOf(type, filters, true)).length : perform(countRows(type, filters), signal),
  });
  const grouping = levels.map(({ by }) => ({ field: by.path, type: by.kind, direction: "asc" as const }));
  const fields = summaryFields(summaries);
  const isGrouped = grouping.length > 0;
  const tree = useQuery({
    queryKey: ["count", type, filters, "groups", grouping, fields],
    queryFn: ({ signal }) =>
      perform(summarize(type, filters, fields, isGrouped ? grouping : undefined), signal),
    enabled: isGrouped || fields.length > 1,
    // Another summary changes no group: those that are there stay. Other levels have other groups.
    placeholderData: (previous, query) =>
      JSON.stringify(query?.queryKey[4]) === JSON.stringify(grouping) ? previous : undefined,
  });
  const paths = summaries.filter(({ kind }) => kind === "each").map(({ path }) => path);
  const each = useQueries({
    queries: paths.map((path) => ({
      queryKey: ["count", type, filters, "each", grouping, path],
      queryFn: async ({ signal }: { signal: AbortSignal }) => {
        const below = [...grouping, { field: path, type: "exact", direction: "asc" as const }];
        const rows = [{ field: "id", type: "record_count" }];
        return eachOf(await perform(summarize(type, filters, rows, below), signal), grouping.length);
      },
    })),
  });

  const groups = useMemo(() => groupsIn(tree.data?.groups ?? [], levels), [tree.data, levels]);
  const lines = useMemo(() => {
    const all = { key: "", group: null, rows: total.data ?? 0, isOpen: true };
    return new Lines(levels.length === 0 ? [all] : sectionsOf(groups, closed));
  }, [levels, groups, closed, total.data]);
  const byKey = useMemo(
    () => new Map(lines.sections.map(({ key, group }) => [key, group?.summaries])),
    [lines],
  );

  function summed(key: string, path: string): SummedUp | undefined {
    const at = paths.indexOf(path);
    if (at >= 0) {
      const counted = each[at]?.data?.get(key);
      return counted && { each: counted };
    }
    if (path === "id") return total.data === undefined ? undefined : { value: total.data };
    const values = key === "" ? tree.data?.summaries : byKey.get(key);
    return values !== undefined && path in values ? { value: values[path] } : undefined;
  }

  const error = total.error ?? tree.error ?? each.find((answer) => answer.error !== null)?.error ?? null;
  return { lines, groups, total: total.data, summed, error };
}
