import { type Call, isReading } from "../api/call";
import { perform } from "../api/perform";
import { Store } from "../state/store";

/** How many changes of this window are on their way to the site. */
export const underWay = new Store(0);

/** Send a change, and count it among those that are under way until the site has it or has refused it. */
export async function write<Result>(call: Call<Result>): Promise<Result> {
  if (isReading(call)) throw new TypeError("Reading changes nothing.");
  return counted(perform(call));
}

/** Count something among the changes that are under way, until it came to an end. */
export async function counted<Result>(change: Promise<Result>): Promise<Result> {
  underWay.set(underWay.get() + 1);
  try {
    return await change;
  } finally {
    underWay.set(underWay.get() - 1);
  }
}

/** Let the browser ask before it leaves a page whose changes are still under way. */
export function keepFromLeaving(): () => void {
  const asked = (event: BeforeUnloadEvent) => {
    if (underWay.get() > 0) event.preventDefault();
  };
  addEventListener("beforeunload", asked);
  return () => removeEventListener("beforeunload", asked);
}
