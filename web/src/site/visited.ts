import { keep, kept } from "../state/remembered";
import { Store } from "../state/store";

/** A row that was looked at in this browser. */
export interface Visited {
  readonly type: string;
  readonly id: number;
  readonly name: string;
}

const KEY = "slatehouse.visited";
const MOST = 12;

/** The rows that were looked at last, the newest first. */
export const visited = new Store<readonly Visited[]>(read(kept(KEY)));

/** Note that somebody looks at a row. */
export function visit(row: Visited): void {
  const others = visited.get().filter((each) => each.id !== row.id || each.type !== row.type);
  visited.set([row, ...others].slice(0, MOST));
  keep(KEY, JSON.stringify(visited.get()));
}

/** Forget them, as when somebody signs out. */
export function forgetVisited(): void {
  visited.set([]);
  keep(KEY, null);
}

export function read(text: string | null): readonly Visited[] {
  try {
    const found: unknown = JSON.parse(text ?? "[]");
    return Array.isArray(found) ? found.filter(isVisited) : [];
  } catch {
    return [];
  }
}

function isVisited(value: unknown): value is Visited {
  if (typeof value !== "object" || value === null) return false;
  const { type, id, name } = value as Record<string, unknown>;
  return typeof type === "string" && typeof id === "number" && typeof name === "string";
}
