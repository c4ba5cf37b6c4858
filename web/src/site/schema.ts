import { queryOptions, useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { perform } from "../api/perform";
import { type EntityType, type Field, readFields, readTypes } from "../api/schema";

/** The entity types of the site. */
export const typesQuery = queryOptions({
  queryKey: ["schema", "types"],
  queryFn: ({ signal }) => perform(readTypes(), signal),
});

/** The fields of a type, as a project has them. */
export function fieldsQuery(type: string, project: number | null = null) {
  return queryOptions({
    queryKey: ["schema", "fields", type, project],
    queryFn: ({ signal }) => perform(readFields(type, project), signal),
    enabled: type !== "",
  });
}

/** The entity types by their names; empty until they have come. */
export function useTypes(): ReadonlyMap<string, EntityType> {
  const { data } = useQuery(typesQuery);
  return useMemo(() => new Map((data ?? []).map((each) => [each.name, each])), [data]);
}

/** What people call an entity type: "Person" for `HumanUser`. */
export function useTypeLabel(type: string): string {
  return useTypes().get(type)?.label ?? type;
}

/** The fields of a type by their codes. Suspends until they are known. */
export function useFields(type: string, project: number | null = null): ReadonlyMap<string, Field> {
  const { data } = useSuspenseQuery(fieldsQuery(type, project));
  return useMemo(() => byCode(data), [data]);
}

export function byCode(fields: readonly Field[]): ReadonlyMap<string, Field> {
  return new Map(fields.map((each) => [each.code, each]));
}
