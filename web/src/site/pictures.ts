import type { Row } from "../api/row";
import { cache } from "./cache";

/** Put the address of a picture that was being made where its row is shown. */
export function isMade(type: string, id: number, field: string, address: string | null): void {
  const fresh = (row: Row): Row =>
    row.type === type && row.id === id && field in row.values
      ? { ...row, values: { ...row.values, [field]: address } }
      : row;
  cache.setQueryData<Row>(["row", type, id], (row) => row && fresh(row));
  cache.setQueriesData<readonly Row[]>({ queryKey: ["rows", type] }, (rows) =>
    Array.isArray(rows) && rows.some((row: Row) => row.id === id) ? rows.map(fresh) : rows,
  );
}
