import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { failureOf, refusalOf } from "../api/failure";
import { perform } from "../api/perform";
import { every } from "../api/question";
import { linkIn, type Row } from "../api/row";
import { readRow, searchRows } from "../api/rows";
import type { Field } from "../api/schema";
import { useProjectId } from "../frame/address";
import { byCode, fieldsQuery } from "../site/schema";

/** What is known of a row that somebody wants to see. */
export type Found =
  | { readonly is: "coming" }
  | {
      readonly is: "here";
      readonly row: Row;
      readonly fields: ReadonlyMap<string, Field>;
      /** It is retired: read, and not written. */
      readonly isRetired: boolean;
    }
  /** There is none, or it is hidden: the site tells nobody which. */
  | { readonly is: "missing" }
  | { readonly is: "of no type" }
  | { readonly is: "failed"; readonly thrown: unknown; readonly retry: () => void };

/**
 * A row with the fields of its type, retired ones as well.
 *
 * What is shown already stays when the site does not answer any more: it is read again when that does.
 */
export function useRow(type: string, id: number): Found {
  const live = useQuery({
    queryKey: ["row", type, id],
    queryFn: ({ signal }) => perform(readRow(type, id), signal),
  });
  const isGone = refusalOf(live.error, 404) !== null;
  // Until it is here it is taken to be of the project that is shown, so that its fields come at the same time.
  const shown = useProjectId();
  const project = live.data === undefined ? shown : (linkIn(live.data, "project")?.id ?? null);
  const fields = useQuery(fieldsQuery(type, project));
  const known = useMemo(() => fields.data && byCode(fields.data), [fields.data]);
  const fixed = useMemo(
    () => known && new Map([...known].map(([code, field]) => [code, { ...field, isEditable: false }])),
    [known],
  );
  const retired = useQuery({
    queryKey: ["row", type, id, "retired"],
    queryFn: ({ signal }) =>
      perform(
        searchRows(type, {
          filters: every(["id", "is", id]),
          fields: [...(known?.keys() ?? [])],
          retired: true,
        }),
        signal,
      ),
    enabled: isGone && known !== undefined,
  });
  const asked = isGone ? [fields, retired] : [fields, live];
  const row = isGone ? retired.data?.[0] : live.data;
  if (refusalOf(fields.error, 404) !== null) return { is: "of no type" };
  const failed = asked.find(({ error, data }) => error !== null && (data === undefined || !isAway(error)));
  if (failed !== undefined) return { is: "failed", thrown: failed.error, retry: () => void failed.refetch() };
  if (isGone && retired.data?.length === 0) return { is: "missing" };
  if (row === undefined || known === undefined || fixed === undefined) return { is: "coming" };
  return { is: "here", row, fields: isGone ? fixed : known, isRetired: isGone };
}

function isAway(thrown: unknown): boolean {
  return failureOf(thrown)?.kind === "unreachable";
}
