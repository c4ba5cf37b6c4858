import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { perform } from "../api/perform";
import type { Row } from "../api/row";
import { searchRows } from "../api/rows";
import type { RowsTab } from "./tabs";

export interface TabRows {
  /** Undefined until they have come. */
  readonly rows: readonly Row[] | undefined;
  readonly thrown: unknown;
  readonly retry: () => void;
  /** Asks for more; undefined where all are there. */
  readonly more: (() => void) | undefined;
}

/** The rows of a tab, so many at first, and as many more each time; the change feed keeps them true. */
export function useTabRows(
  { type, filters }: RowsTab,
  fields: readonly string[],
  sort: readonly string[],
  size: number,
): TabRows {
  const [pages, setPages] = useState(1);
  // One more than are shown tells whether there are more.
  const question = { filters, fields, sort, page: { number: 1, size: pages * size + 1 } };
  const { data, error, refetch } = useQuery({
    queryKey: ["rows", type, question],
    queryFn: ({ signal }) => perform(searchRows(type, question), signal),
    placeholderData: keepPreviousData,
  });
  return {
    rows: data?.slice(0, pages * size),
    thrown: data === undefined ? error : null,
    retry: () => void refetch(),
    more: data !== undefined && data.length > pages * size ? () => setPages(pages + 1) : undefined,
  };
}
