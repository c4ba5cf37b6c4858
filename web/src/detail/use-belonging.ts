import { useQueries } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import type { Field } from "../api/schema";
import { cache } from "../site/cache";
import { byCode, fieldsQuery } from "../site/schema";
import { BELONGING } from "./tabs";

const TYPES = Object.keys(BELONGING);
const NONE: ReadonlyMap<string, Field> = new Map();

/** The fields of the types whose rows belong to others. */
export function useBelonging(project: number | null) {
  const { data, isComing } = useQueries({
    queries: TYPES.map((type) => fieldsQuery(type, project)),
    combine: (answers) => ({
      data: answers.map((each) => each.data),
      isComing: answers.some(({ isPending }) => isPending),
    }),
  });
  const fieldsOf = useMemo(() => {
    const known = new Map(TYPES.map((type, at) => [type, byCode(data[at] ?? [])]));
    return (type: string) => known.get(type) ?? NONE;
  }, [data]);
  return { isComing, fieldsOf };
}

/** Ask for them while the row itself is still on its way, where the address says which project it is of. */
export function useBelongingEarly(project: number | null): void {
  useEffect(() => {
    if (project !== null) for (const type of TYPES) void cache.prefetchQuery(fieldsQuery(type, project));
  }, [project]);
}
