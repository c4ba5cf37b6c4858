import { isRecord } from "./failure";

/** A row by its type and id; links have its name too. */
export interface Link {
  readonly type: string;
  readonly id: number;
  readonly name?: string | null;
}

/** A row as pages use it: the values of all fields that were asked for, links among them, under their codes. */
export interface Row {
  readonly type: string;
  readonly id: number;
  readonly values: Readonly<Record<string, unknown>>;
}

/** The row in an answer: attributes and relationships become one. */
export function rowIn(sent: unknown): Row {
  if (!isRecord(sent) || typeof sent.type !== "string" || typeof sent.id !== "number") {
    throw new TypeError("The answer holds something that is no row.");
  }
  const values: Record<string, unknown> = isRecord(sent.attributes) ? { ...sent.attributes } : {};
  for (const [name, held] of Object.entries(isRecord(sent.relationships) ? sent.relationships : {})) {
    values[name] = isRecord(held) ? held.data : held;
  }
  values.id = sent.id;
  return { type: sent.type, id: sent.id, values };
}

/** What stands under `data` in an answer. */
export function dataIn(body: unknown): unknown {
  return isRecord(body) ? body.data : undefined;
}

/** The row under `data`. */
export function rowOf(body: unknown): Row {
  return rowIn(dataIn(body));
}

/** The rows under `data`. */
export function rowsOf(body: unknown): readonly Row[] {
  const data = dataIn(body);
  return Array.isArray(data) ? data.map(rowIn) : [];
}

export function isLink(value: unknown): value is Link {
  return isRecord(value) && typeof value.type === "string" && typeof value.id === "number";
}

/** The link that a field holds; null where it holds none. */
export function linkIn(row: Row, field: string): Link | null {
  const value = row.values[field];
  return isLink(value) ? value : null;
}

/** The links that a field of many holds. */
export function linksIn(row: Row, field: string): readonly Link[] {
  const value = row.values[field];
  return Array.isArray(value) ? value.filter(isLink) : [];
}

/** The text that a field holds; null where it holds none. */
export function textIn(row: Row, field: string): string | null {
  const value = row.values[field];
  return typeof value === "string" && value !== "" ? value : null;
}
