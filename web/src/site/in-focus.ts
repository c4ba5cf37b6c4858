import { useEffect } from "react";
import type { Link } from "../api/row";
import { Store } from "../state/store";

/** The row that the page is about, or that the cursor is on: what a new note is linked to at first. */
export const inFocus = new Store<Link | null>(null);

/** Say what a page is about, for as long as nothing on it has the cursor. */
export function useInFocus({ type, id, name }: Link): void {
  useEffect(() => {
    const take = () => {
      if (inFocus.get() === null) inFocus.set({ type, id, name });
    };
    take();
    const stop = inFocus.watch(take);
    return () => {
      stop();
      inFocus.set(null);
    };
  }, [type, id, name]);
}
