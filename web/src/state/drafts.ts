import { useCallback, useState } from "react";
import { keep, kept, keptKeys } from "./remembered";

const PREFIX = "slatehouse.draft.";
let owner = "";

/** Say whose drafts these are from now on: nobody meets another's in the same browser. */
export function draftsAreOf(person: string): void {
  owner = person;
}

/** Forget all drafts of whoever they are of, as when they sign out. */
export function forgetDrafts(): void {
  for (const key of keptKeys().filter((each) => each.startsWith(keyOf("")))) keep(key, null);
}

/** The key under which the browser keeps a draft of whoever is signed in. */
export function keyOf(name: string): string {
  return `${PREFIX}${owner}.${name}`;
}

/** The text that somebody began to write under a name; null where there is none. */
export function draftOf(name: string): string | null {
  return kept(keyOf(name));
}

/** Keep a text under a name until it is saved; null forgets it. */
export function keepDraft(name: string, text: string | null): void {
  keep(keyOf(name), text === "" ? null : text);
}

/** A text that outlives a reload, an expired session and a lost network: what is typed is kept, and forgotten when it is saved. */
export function useDraft(
  name: string,
  otherwise = "",
): readonly [string, (text: string) => void, () => void] {
  const [draft, setDraft] = useState({ name, text: draftOf(name) ?? otherwise });
  // Under another name it is another text.
  if (draft.name !== name) setDraft({ name, text: draftOf(name) ?? otherwise });
  const write = useCallback(
    (text: string) => {
      keepDraft(name, text === otherwise ? null : text);
      setDraft({ name, text });
    },
    [name, otherwise],
  );
  const forget = useCallback(() => {
    keepDraft(name, null);
    setDraft({ name, text: otherwise });
  }, [name, otherwise]);
  return [draft.text, write, forget];
}
