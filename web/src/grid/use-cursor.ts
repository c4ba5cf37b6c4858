import type { Virtualizer } from "@tanstack/react-virtual";
import { type RefObject, useCallback, useEffect, useRef } from "react";
import type { Row } from "../api/row";
import { inFocus } from "../site/in-focus";
import { revealColumn } from "./reveal";
import { isSingle, type Place, rangeOf } from "./selection";
import { useNavigation } from "./use-navigation";
import { PAGE, type Rows } from "./use-rows";

interface Asked {
  readonly type: string;
  readonly lines: number;
  readonly columnCount: number;
  readonly rowHeight: number;
  readonly leadWidth: number;
  readonly rows: Rows;
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly virtual: Virtualizer<HTMLDivElement, Element>;
  /** The row whose panel is open. */
  readonly open: number | null;
  readonly onOpen: (row: Row) => void;
}

/** The cell in focus, with all that follows it: what is scrolled to, the open panel, what the window knows to be looked at. */
export function useCursor(asked: Asked) {
  const { type, lines, columnCount, rowHeight, leadWidth, rows, scroller, virtual, open, onOpen } = asked;
  const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 600) / rowHeight) - 2);
  const { cursor, anchor, goTo, move } = useNavigation(lines, columnCount, page);
  const range = rangeOf(anchor, cursor);
  const row = rows.rowAt(cursor.line);

  useEffect(() => {
    // A grid within a tab is not what the page is about, until somebody goes into it.
    const isInner =
      scroller.current?.closest("[role=tabpanel]") && document.activeElement !== scroller.current;
    if (row !== undefined && !isInner) inFocus.set({ type, id: row.id, name: nameOf(row) });
  }, [row, type, scroller]);
  useEffect(() => () => inFocus.set(null), []);

  const focus = useCallback(() => scroller.current?.focus({ preventScroll: true }), [scroller]);
  // Whoever comes to rows goes on by keys; whoever types elsewhere is left alone.
  useEffect(() => {
    if (document.activeElement === document.body) focus();
  }, [focus]);
  // A column that is hidden or moved takes the focus of its head with it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only other columns do that.
  useEffect(() => {
    if (document.activeElement === document.body) focus();
  }, [columnCount]);
  // The cursor begins at the row that the address has open, where that is among the first.
  const unplaced = useRef(open);
  useEffect(() => {
    const wanted = unplaced.current;
    if (wanted === null) return;
    const first = Array.from({ length: Math.min(lines, PAGE) }, (_, line) => rows.rowAt(line)?.id);
    if (first.every((id) => id === undefined)) return;
    unplaced.current = null;
    const line = first.indexOf(wanted);
    if (line > 0) goTo({ line, column: 0 }, false);
  }, [lines, rows, goTo]);
  // What is pointed at is on the screen, and stays where it is: a second click must not hit the row below.
  const isPointed = useRef(false);
  const pointTo = (place: Place, isExtending: boolean) => {
    isPointed.current = true;
    goTo(place, isExtending);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: it follows the cursor, not what is drawn.
  useEffect(() => {
    if (isPointed.current) isPointed.current = false;
    else virtual.scrollToIndex(cursor.line, { align: "auto" });
    revealColumn(scroller.current, cursor.column, leadWidth);
  }, [cursor]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a cursor that moved opens another row.
  useEffect(() => {
    if (open !== null && row !== undefined && row.id !== open) onOpen(row);
  }, [cursor.line]);

  return { cursor, row, goTo, pointTo, move, focus, range, hasRange: !isSingle(range) };
}

export type Cursor = ReturnType<typeof useCursor>;

/** What the row calls itself, where that is among its columns. */
function nameOf({ values }: Row): string | null {
  const name = ["code", "content", "name", "subject"]
    .map((code) => values[code])
    .find((each) => typeof each === "string");
  return typeof name === "string" ? name : null;
}
