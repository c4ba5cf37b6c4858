import { useQueries } from "@tanstack/react-query";
import { useMemo } from "react";
import { byCode, fieldsQuery } from "../site/schema";
import type { Lookup } from "./paths";

/** The fields of a type and of those that some paths go through. What has not come yet is as if it were not there. */
export function useLookup(type: string, paths: readonly string[], project: number | null): Lookup {
  const types = useMemo(() => [...new Set([type, ...paths.flatMap(typesIn)])], [type, paths]);
  const fields = useQueries({
    queries: types.map((each) => fieldsQuery(each, each === type ? project : null)),
    combine: (answers) => answers.map(({ data }) => data),
  });
  return useMemo(() => {
    const known = new Map(types.map((each, at) => [each, byCode(fields[at] ?? [])]));
    return (of, field) => known.get(of)?.get(field);
  }, [types, fields]);
}

/** The types on the way of a path: every second part. */
function typesIn(path: string): readonly string[] {
  return path.split(".").filter((_, at) => at % 2 === 1);
}
