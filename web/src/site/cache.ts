import { QueryCache } from "@tanstack/react-query";
import { failureOf } from "../api/failure";
import { reachable } from "../api/reachable";
import { TrueCache } from "./true-cache";

const HALF_AN_HOUR = 30 * 60_000;

/**
 * All that this window knows of the site. The change feed keeps it true, so nothing in it gets old by itself.
 *
 * Keys: `["rows", type, question]`, `["row", type, id, …]`, `["count", type, filters]`, `["schema", …]`, `["site", …]`.
 */
export const cache = new TrueCache({
  queryCache: new QueryCache(),
  defaultOptions: {
    queries: {
      staleTime: Number.POSITIVE_INFINITY,
      gcTime: HALF_AN_HOUR,
      refetchOnWindowFocus: false,
      // A request tries again by itself as often as is good; the browser may be wrong about the network of a studio.
      retry: false,
      networkMode: "always",
    },
    mutations: { retry: false, networkMode: "always" },
  },
});

// What failed because the site was away is asked again when it is back.
reachable.watch(() => {
  if (!reachable.get()) return;
  void cache.refetchQueries({ predicate: (query) => failureOf(query.state.error)?.kind === "unreachable" });
});
