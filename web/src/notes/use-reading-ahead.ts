import { useEffect } from "react";
import { inFocus } from "../site/in-focus";
import { readAhead } from "./conversation";

/** So long somebody rests at a row before its thread is read: whoever passes over rows asks for none of them. */
const REST = 60;

/** Read the threads of notes that may be opened next: where the cursor is, and where the pointer rests. */
export function useReadingAhead(known: ReadonlyMap<string, unknown> | undefined): void {
  useEffect(() => {
    if (known === undefined) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const rested = (id: number) => {
      clearTimeout(timer);
      timer = setTimeout(() => readAhead(id, known), REST);
    };
    const pointed = (event: PointerEvent) => {
      const row = event.target instanceof Element ? event.target.closest<HTMLElement>("[role=row]") : null;
      const id = Number(row?.dataset.id);
      if (id > 0 && event.type === "pointerdown") readAhead(id, known);
      else if (id > 0) rested(id);
    };
    const stop = inFocus.watch(() => {
      const row = inFocus.get();
      if (row?.type === "Note") rested(row.id);
    });
    document.addEventListener("pointerover", pointed);
    document.addEventListener("pointerdown", pointed);
    return () => {
      clearTimeout(timer);
      stop();
      document.removeEventListener("pointerover", pointed);
      document.removeEventListener("pointerdown", pointed);
    };
  }, [known]);
}
