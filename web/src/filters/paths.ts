/** Paths of fields through links, read against the schema: `entity.Shot.sg_sequence` is the sequence of the shot that a row links to. */
import type { Field } from "../api/schema";

/** The field of an entity type, if there is one. */
export type Lookup = (type: string, field: string) => Field | undefined;

export interface ResolvedPath {
  /** The fields on the way, the last one is what is asked about. */
  readonly steps: readonly { readonly type: string; readonly field: Field }[];
  readonly field: Field;
}

/** `undefined` where a field or a type on the way is unknown. */
export function resolvePath(type: string, path: string, lookup: Lookup): ResolvedPath | undefined {
  const parts = path.split(".");
  if (parts.length % 2 === 0) return undefined;
  const steps: { type: string; field: Field }[] = [];
  let at = type;
  for (let position = 0; position < parts.length; position += 2) {
    const field = lookup(at, parts[position] ?? "");
    if (field === undefined) return undefined;
    steps.push({ type: at, field });
    at = parts[position + 1] ?? at;
  }
  const last = steps.at(-1);
  return last && { steps, field: last.field };
}

/** Whether rows come with the value of the path: reads do not go through links to many (contract querying §6.1). */
export function isReadable({ steps }: ResolvedPath): boolean {
  return steps.slice(0, -1).every(({ field }) => field.dataType === "entity");
}

/** `Link › Sequence › Code`; where a link may lead to several types, the type is named as well. */
export function pathName(type: string, path: string, lookup: Lookup): string {
  const resolved = resolvePath(type, path, lookup);
  if (resolved === undefined) return path;
  const names = resolved.steps.map(({ field }, at) => {
    const next = resolved.steps[at + 1];
    return next && field.validTypes.length > 1 ? `${field.label} (${next.type})` : field.label;
  });
  return names.join(" › ");
}
