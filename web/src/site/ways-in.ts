import { queryOptions } from "@tanstack/react-query";
import { waysIn } from "../api/account";
import { cache } from "./cache";

/** How people get in here, and what the site tells of itself to everybody. */
export const waysInQuery = queryOptions({
  queryKey: ["site", "ways in"],
  queryFn: ({ signal }) => waysIn(signal),
});

/** What the API takes in parts, however large the site lets files be. */
const MOST = 50e9;

/** The most bytes that a file may have here. While the site does not answer, what the API takes. */
export async function largestFile(): Promise<number> {
  const told = await cache.ensureQueryData(waysInQuery).catch(() => null);
  return Math.min(MOST, told?.max_upload_bytes ?? MOST);
}
