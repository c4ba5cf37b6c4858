import { useMemo } from "react";
import type { EntityType } from "../api/schema";
import { en } from "../words/en";
import { type Key, type Say, useWords } from "../words/say";
import { useTypes } from "./schema";

/** What the standard schema calls one row of the types that have a word for many. */
const STANDARD: Readonly<Record<string, string>> = {
  HumanUser: "Person",
  Step: "Pipeline Step",
  PublishedFile: "Published File",
  TimeLog: "Time Log",
  Attachment: "File",
};

/** What many rows of a type are called: where the site calls one by a name of its own, that name. */
export function useTypeName(): (type: string) => string {
  const types = useTypes();
  const { say } = useWords();
  return useMemo(() => (type: string) => manyOf(type, types.get(type), say), [types, say]);
}

export function manyOf(type: string, known: EntityType | undefined, say: Say): string {
  const key = `type.${type}`;
  const isStandard = known === undefined || known.label === (STANDARD[type] ?? type);
  return isStandard && key in en ? (say as (key: Key) => string)(key as Key) : (known?.label ?? type);
}
