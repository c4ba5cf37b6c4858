import { type KeyboardEvent, useCallback, useState } from "react";
import type { Place } from "./selection";

export interface Navigation {
  readonly cursor: Place;
  /** Where a range of cells began; the cursor is its other end. */
  readonly anchor: Place;
  readonly goTo: (place: Place, extends_?: boolean) => void;
  /** Moves as a key says; false where the key moves nothing. */
  readonly move: (event: KeyboardEvent) => boolean;
}

/** The cell in focus, moved as the ARIA grid pattern says, and by `J` and `K`. */
export function useNavigation(lines: number, columns: number, page: number): Navigation {
  const [{ cursor, anchor }, setPlaces] = useState<{ cursor: Place; anchor: Place }>({
    cursor: { line: 0, column: 0 },
    anchor: { line: 0, column: 0 },
  });
  const goTo = useCallback(
    ({ line, column }: Place, isExtending = false) => {
      const place = { line: within(line, lines), column: within(column, columns) };
      setPlaces((before) => ({ cursor: place, anchor: isExtending ? before.anchor : place }));
    },
    [lines, columns],
  );
  const move = useCallback(
    (event: KeyboardEvent) => {
      const step = STEPS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
      const isLetter = event.key.length === 1;
      if (
        step === undefined ||
        event.altKey ||
        (isLetter && (event.ctrlKey || event.metaKey || event.shiftKey))
      )
        return false;
      goTo(step(cursor, { lines, columns, page, isFar: event.ctrlKey || event.metaKey }), event.shiftKey);
      return true;
    },
    [cursor, lines, columns, page, goTo],
  );
  return { cursor, anchor, goTo, move };
}

interface Extent {
  readonly lines: number;
  readonly columns: number;
  readonly page: number;
  readonly isFar: boolean;
}

type Move = (from: Place, extent: Extent) => Place;

const down: Move = ({ line, column }, { lines, isFar }) => ({ line: isFar ? lines - 1 : line + 1, column });
const up: Move = ({ line, column }, { isFar }) => ({ line: isFar ? 0 : line - 1, column });

const STEPS: Readonly<Record<string, Move>> = {
  ArrowDown: down,
  ArrowUp: up,
  j: down,
  k: up,
  ArrowRight: ({ line, column }, { columns, isFar }) => ({ line, column: isFar ? columns - 1 : column + 1 }),
  ArrowLeft: ({ line, column }, { isFar }) => ({ line, column: isFar ? 0 : column - 1 }),
  PageDown: ({ line, column }, { page }) => ({ line: line + page, column }),
  PageUp: ({ line, column }, { page }) => ({ line: line - page, column }),
  Home: ({ line }, { isFar }) => ({ line: isFar ? 0 : line, column: 0 }),
  End: ({ line }, { lines, columns, isFar }) => ({ line: isFar ? lines - 1 : line, column: columns - 1 }),
};

function within(position: number, count: number): number {
  return Math.max(0, Math.min(count - 1, position));
}
