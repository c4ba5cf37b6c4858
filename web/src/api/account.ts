import type { Call } from "./call";
import type { Described } from "./described";
import { failureOf } from "./failure";
import { told } from "./reachable";
import { send } from "./sending";

/** Who the caller is. */
export type Account = Described<"read_own_account">["data"];

/** How people get in here. */
export type WaysIn = Described<"read_ways_in">["data"];

export function readAccount(): Call<Account> {
  return { method: "GET", path: "/account", read: (body) => (body as Described<"read_own_account">).data };
}

/** How people get in here; nobody has to be signed in to ask. */
export async function waysIn(signal?: AbortSignal): Promise<WaysIn> {
  try {
    const { body } = await send({ method: "GET", path: "/auth/ways", read: () => null }, {}, signal);
    return (body as Described<"read_ways_in">).data;
  } catch (thrown) {
    if (failureOf(thrown)?.kind === "unreachable") told(false);
    throw thrown;
  }
}
