import { queryOptions, useQuery } from "@tanstack/react-query";
import { type Account, readAccount } from "../api/account";
import { perform } from "../api/perform";
import type { Link } from "../api/row";
import { standing } from "../api/session";
import { useStore } from "../state/store";

/** Who is signed in, as the site knows them. */
export const accountQuery = queryOptions({
  queryKey: ["site", "account"],
  queryFn: ({ signal }) => perform(readAccount(), signal),
});

/** Who is signed in, by type and id; null while nobody is. */
export function useSigned(): Link | null {
  const found = useStore(standing);
  return found.is === "in" || found.is === "over" ? found.who : null;
}

/** Who is signed in, by name and role too; undefined until it is known. */
export function useAccount(): Account | undefined {
  return useQuery(accountQuery).data;
}
