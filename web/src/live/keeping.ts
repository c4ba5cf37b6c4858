import type { Query, QueryClient } from "@tanstack/react-query";
import type { Change } from "../api/following";
import { perform } from "../api/perform";
import { every, pathsIn, type Question } from "../api/question";
import type { Row } from "../api/row";
import { searchRows } from "../api/rows";
import { onChanges, onMissed } from "./feed";

/** Changes come in handfuls; so long they are gathered, to be looked up together. */
const GATHERING = 120;

/** What the changes of a moment mean for the rows of one type. */
interface Touched {
  /** Rows that have other values, by the fields that do. */
  readonly updated: Map<number, Set<string>>;
  /** Whether rows came or went, so that lists may hold others. */
  cameOrWent: boolean;
}

/** Keep a query cache true by the change feed. */
export function keepTrue(cache: QueryClient): void {
  let gathered: Change[] = [];
  onChanges((changes) => {
    if (gathered.length === 0) setTimeout(apply, GATHERING);
    gathered.push(...changes);
  });
  onMissed(() => void cache.invalidateQueries());
  function apply(): void {
    const touched = touchedBy(gathered);
    gathered = [];
    for (const [type, what] of touched) void bringUpToDate(cache, type, what);
  }
}

export function touchedBy(changes: readonly Change[]): ReadonlyMap<string, Touched> {
  const found = new Map<string, Touched>();
  for (const { entity, operation, field } of changes) {
    const touched = found.get(entity.type) ?? { updated: new Map<number, Set<string>>(), cameOrWent: false };
    found.set(entity.type, touched);
    if (operation === "create" || operation === "delete" || operation === "revive") touched.cameOrWent = true;
    const fields = touched.updated.get(entity.id) ?? new Set<string>();
    touched.updated.set(entity.id, field === null ? fields : fields.add(field));
  }
  return found;
}

async function bringUpToDate(cache: QueryClient, type: string, touched: Touched): Promise<void> {
  const queries = cache.getQueryCache().findAll({ queryKey: ["rows", type] });
  const stale = queries.filter((query) => mayHoldOthers(query, touched));
  const inPlace = queries.filter((query) => !stale.includes(query));
  void cache.invalidateQueries({
    predicate: (query) => stale.includes(query) || isOfRow(query, type, touched),
  });
  void cache.invalidateQueries({ queryKey: ["count", type] });
  if (type.startsWith("Display") || type === "Field") void cache.invalidateQueries({ queryKey: ["schema"] });
  await Promise.all(inPlace.map((query) => patch(cache, query, type, touched)));
}

function isOfRow(query: Query, type: string, touched: Touched): boolean {
  const [kind, of, id] = query.queryKey;
  return kind === "row" && of === type && typeof id === "number" && touched.updated.has(id);
}

/** Whether a list may hold other rows now, or in another order. */
export function mayHoldOthers(query: Pick<Query, "queryKey">, touched: Touched): boolean {
  if (touched.cameOrWent) return true;
  const question = query.queryKey[2] as Question | undefined;
  if (question?.filters === undefined) return true;
  const decisive = [
    ...pathsIn(question.filters),
    ...(question.sort ?? []).map((each) => each.replace(/^[-+]/, "")),
  ];
  const changed = [...touched.updated.values()];
  return decisive.some((path) => changed.some((fields) => fields.has(path.split(".")[0] ?? path)));
}

/** Put the new values of changed rows into a list, where it shows what changed. */
async function patch(cache: QueryClient, query: Query, type: string, touched: Touched): Promise<void> {
  // What is under way may be of before the change.
  await query.promise?.catch(() => undefined);
  const rows = query.state.data;
  const question = query.queryKey[2] as Question;
  if (!Array.isArray(rows)) return;
  const shown = new Set(question.fields.map((each) => each.split(".")[0]));
  const ids = (rows as readonly Row[])
    .map((row) => row.id)
    .filter((id) => [...(touched.updated.get(id) ?? [])].some((field) => shown.has(field)));
  if (ids.length === 0) return;
  const asked = { filters: every(["id", "in", ids]), fields: question.fields, retired: question.retired };
  const fresh = await perform(searchRows(type, asked)).catch(() => null);
  if (fresh === null) return void cache.invalidateQueries({ queryKey: query.queryKey, exact: true });
  const byId = new Map(fresh.map((row) => [row.id, row]));
  cache.setQueryData<readonly Row[]>(query.queryKey, (held) => held?.map((row) => byId.get(row.id) ?? row));
}
