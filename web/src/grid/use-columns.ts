import { useMemo } from "react";
import type { Lookup } from "../filters/paths";
import { useLookup } from "../filters/use-lookup";
import { type Column, columnsOf } from "./columns";
import { type Level, levelsOf } from "./groups";
import type { Grouping, ShownColumn, ShownSummary } from "./view";

interface Asked {
  readonly type: string;
  readonly project: number | null;
  readonly shown: readonly ShownColumn[];
  readonly groups: readonly Grouping[];
  readonly summaries: readonly ShownSummary[];
  /** Of retired rows: the API puts none of them in groups, sums none up, and lets nobody write them. */
  readonly isRetired?: boolean;
}

/** The columns of a grid, and how they are changed. */
export interface ShownColumns {
  /** What rows are asked for. */
  readonly paths: readonly string[];
  readonly columns: readonly Column[];
  /** The levels of groups, and the summaries, of what is asked for what there is. */
  readonly levels: readonly Level[];
  readonly summaries: readonly ShownSummary[];
  readonly lookup: Lookup;
  readonly add: (path: string) => void;
  readonly hide: (path: string) => void;
  readonly move: (path: string, to: number) => void;
  readonly setWidth: (path: string, width: number) => void;
}

/** Columns as they are shown; `onChange` is told of others. */
export function useColumns(asked: Asked, onChange: (columns: readonly ShownColumn[]) => void): ShownColumns {
  const { type, project, shown, isRetired = false } = asked;
  const kept = useSame(shown);
  const by = useSame(asked.groups);
  const chosen = useSame(asked.summaries);
  const paths = useMemo(() => kept.map(({ path }) => path), [kept]);
  const known = useMemo(() => [...paths, ...by.map(({ path }) => path)], [paths, by]);
  const lookup = useLookup(type, known, project);
  const columns = useMemo(() => {
    const found = columnsOf(type, kept, lookup);
    const read = (column: Column): Column => ({
      ...column,
      isEditable: false,
      type: { ...column.type, summaries: [] },
    });
    return isRetired ? found.map(read) : found;
  }, [type, kept, lookup, isRetired]);
  const levels = useMemo(() => (isRetired ? [] : levelsOf(type, by, lookup)), [type, by, lookup, isRetired]);
  const summaries = useMemo(
    () =>
      chosen.filter(
        ({ path, kind }) =>
          !isRetired &&
          columns.some((column) => column.path === path && column.type.summaries.includes(kind)),
      ),
    [chosen, columns, isRetired],
  );
  return {
    paths,
    columns,
    levels,
    summaries,
    lookup,
    add: (path) => onChange([...shown, { path }]),
    hide: (path) => onChange(shown.filter((column) => column.path !== path)),
    move: (path, to) => onChange(moved(shown, path, to)),
    setWidth: (path, width) =>
      onChange(shown.map((column) => (column.path === path ? { path, width } : column))),
  };
}

/** Lists that say the same are the same to all that is worked out of them. */
function useSame<Part>(list: readonly Part[]): readonly Part[] {
  const told = JSON.stringify(list);
  return useMemo(() => JSON.parse(told) as readonly Part[], [told]);
}

/** The columns with one of them at another place. */
function moved(columns: readonly ShownColumn[], path: string, to: number): readonly ShownColumn[] {
  const column = columns.find((each) => each.path === path);
  if (column === undefined) return columns;
  const others = columns.filter((each) => each !== column);
  return others.toSpliced(Math.max(0, to), 0, column);
}
