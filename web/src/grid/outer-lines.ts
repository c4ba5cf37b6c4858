/** The lines above and below the rows: the heads of columns, and what they come to. Arrows lead there from the rows, `Tab` does not. */
import type { KeyboardEvent } from "react";

/** Marks what arrows stop at in such a line, with the column that it is of; those before the columns are of none. */
const STOP = "[data-stop]";
export const NO_COLUMN = -1;

interface Ways {
  /** Back to the rows. */
  readonly leave: (column: number) => void;
  /** A column is come to, which may not be on the screen. */
  readonly reach: (column: number) => void;
}

/** Come to a line from the rows, at a column or near it; false where nothing in it can be come to. */
export function enterLine(line: HTMLElement | null, column: number, { reach }: Pick<Ways, "reach">): boolean {
  const stops = stopsOf(line);
  const stop = stops.find((each) => columnOf(each) >= column) ?? stops.at(-1);
  return stop !== undefined && stopAt(stop, reach);
}

/** Keys in such a line: to the next stop, to the ends, or back to the rows, which are in the direction of `back`. */
export function onLineKey(
  event: KeyboardEvent<HTMLElement>,
  back: "ArrowDown" | "ArrowUp",
  { leave, reach }: Ways,
): void {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const stops = stopsOf(event.currentTarget);
  const at = stops.indexOf(document.activeElement as HTMLElement);
  const here = stops[at];
  if (here === undefined) return;
  const last = stops.length - 1;
  const next = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: last }[event.key];
  if (next !== undefined) {
    const stop = stops[Math.max(0, Math.min(last, next))];
    if (stop !== undefined) stopAt(stop, reach);
  } else if (event.key === back || event.key === "Escape") leave(Math.max(0, columnOf(here)));
  else return;
  event.preventDefault();
  event.stopPropagation();
}

/** Whether a key opens the menu of what has the focus. */
export function isMenuKey({ key, altKey, shiftKey }: KeyboardEvent): boolean {
  return (altKey && key === "ArrowDown") || key === "ContextMenu" || (shiftKey && key === "F10");
}

function stopAt(stop: HTMLElement, reach: Ways["reach"]): true {
  stop.focus({ preventScroll: true });
  if (columnOf(stop) !== NO_COLUMN) reach(columnOf(stop));
  return true;
}

function stopsOf(line: HTMLElement | null): readonly HTMLElement[] {
  return [...(line?.querySelectorAll<HTMLElement>(STOP) ?? [])];
}

function columnOf(stop: HTMLElement): number {
  return Number(stop.dataset.stop);
}
