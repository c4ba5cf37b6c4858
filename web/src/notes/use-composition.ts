import { useEffect, useRef, useState } from "react";
import { largestFile } from "../site/ways-in";
import { draftOf, keepDraft, useDraft } from "../state/drafts";
import { filesOf, keepFiles } from "../state/kept-files";
import { useWords } from "../words/say";

/** What somebody writes, and the files that go with it: kept until it is sent. */
export interface Composition {
  readonly text: string;
  readonly setText: (text: string) => void;
  readonly files: readonly File[];
  readonly addFiles: (files: readonly File[]) => void;
  readonly removeFile: (file: File) => void;
  /** A file is on its way, which takes a while; null when it is not any more. */
  readonly sends: (file: File | null) => void;
  /** Why files were left out, or what became of one that was on its way, as sentences, until something else is done. */
  readonly leftOut: readonly string[];
  readonly clear: () => void;
}

/** Under what name it is kept which file is on its way, for whoever comes back to a page that was left meanwhile. */
const sendingOf = (name: string) => `${name}.sending`;

export function useComposition(name: string): Composition {
  const { say, format } = useWords();
  const [text, setText, forget] = useDraft(name);
  const [held, setHeld] = useState<{ readonly name: string; readonly files: readonly File[] }>({
    name,
    files: [],
  });
  const [leftOut, setLeftOut] = useState<readonly string[]>([]);
  const files = held.name === name ? held.files : [];
  const latest = useRef(files);
  latest.current = files;
  useEffect(() => {
    let isCurrent = true;
    void filesOf(name).then((found) => {
      if (!isCurrent) return;
      if (found.length > 0) setHeld({ name, files: found });
      const cut = draftOf(sendingOf(name));
      keepDraft(sendingOf(name), null);
      if (cut === null) return;
      const isKept = found.some((file) => file.name === cut);
      setLeftOut([say(isKept ? "notes.fileCut" : "notes.fileLost", { name: cut })]);
    });
    return () => {
      isCurrent = false;
    };
  }, [name, say]);

  function put(next: readonly File[]) {
    latest.current = next;
    setHeld({ name, files: next });
    void keepFiles(name, next);
  }

  async function add(chosen: readonly File[]) {
    const problems = await Promise.all(chosen.map(problemOf));
    setLeftOut(problems.filter((problem) => problem !== null));
    const good = chosen.filter((_, at) => problems[at] === null);
    if (good.length > 0) put(withOwnNames([...latest.current, ...good]));
  }

  async function problemOf(file: File): Promise<string | null> {
    const { name, size } = file;
    const isReadable = await file
      .slice(0, 1)
      .arrayBuffer()
      .then(
        () => true,
        () => false,
      );
    if (!isReadable) return say("notes.fileUnreadable", { name });
    if (size === 0) return say("notes.fileEmpty", { name });
    const most = await largestFile();
    if (size <= most) return null;
    return say("notes.fileHuge", { name, size: format.bytes(size), most: format.bytes(most) });
  }

  return {
    text,
    setText,
    files,
    addFiles: (chosen) => void add(chosen),
    removeFile: (file) => put(latest.current.filter((each) => each !== file)),
    sends: (file) => keepDraft(sendingOf(name), file?.name ?? null),
    leftOut,
    clear: () => {
      setLeftOut([]);
      forget();
      put([]);
    },
  };
}

/** Files under names of their own: what is pasted is called the same each time, and the site tells uploads of one second apart by their names. */
export function withOwnNames(files: readonly File[]): readonly File[] {
  const taken = new Set<string>();
  return files.map((file) => {
    let name = file.name;
    for (let count = 2; taken.has(name); count += 1) name = file.name.replace(/(?=\.[^.]*$|$)/, ` ${count}`);
    taken.add(name);
    return name === file.name
      ? file
      : new File([file], name, { type: file.type, lastModified: file.lastModified });
  });
}
