/** A condition: the path of a field, a relation, and its value. */
export type Condition = readonly [path: string, relation: string, value: unknown];

/** Conditions that hold together, or of which one does. */
export interface Group {
  readonly logical_operator: "and" | "or";
  readonly conditions: readonly (Condition | Group)[];
}

/** What rows are asked for. It is the third part of their key in the query cache, so it holds plain data alone. */
export interface Question {
  readonly filters: Group;
  readonly fields: readonly string[];
  /** Fields in the order in which they count; `-` before one sorts downwards. */
  readonly sort?: readonly string[];
  readonly page?: { readonly number: number; readonly size: number };
  readonly retired?: boolean;
}

/** All of these hold. */
export function every(...conditions: readonly (Condition | Group)[]): Group {
  return { logical_operator: "and", conditions };
}

/** One of these holds. */
export function some(...conditions: readonly (Condition | Group)[]): Group {
  return { logical_operator: "or", conditions };
}

/** The paths that a group of conditions speaks of. */
export function pathsIn(group: Group): readonly string[] {
  return group.conditions.flatMap((each) => ("conditions" in each ? pathsIn(each) : [each[0]]));
}
