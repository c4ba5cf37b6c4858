import { Button } from "@mantine/core";
import { type DragEvent, type KeyboardEvent, useId, useLayoutEffect, useRef, useState } from "react";
import type { Link } from "../api/row";
import { findLinks } from "../fields/find-links";
import { linkKey, linkName } from "../fields/links";
import { FailureNote } from "../frame/failure-note";
import { Icon } from "../frame/icon";
import { IconButton } from "../frame/icon-button";
import { KeyCap } from "../frame/key-cap";
import { useWords } from "../words/say";
import { mentionAt, mentioned, type Typing, withMention } from "./mentions";
import classes from "./notes.module.css";
import { FileRefused } from "./send-files";
import type { Composition } from "./use-composition";
import { usePastedFiles } from "./use-pasted-files";

/** How much of a file is at the site, from 0 to 1. */
export type Progress = ReadonlyMap<File, number>;

interface Props {
  readonly composition: Composition;
  readonly label: string;
  readonly placeholder: string;
  readonly sendLabel: string;
  readonly isOff?: boolean;
  readonly rows: number;
  /** Send it. What it throws is shown, and everything stays. */
  readonly onSend: (named: readonly Link[], sending: Sending) => Promise<void>;
}

/** How something is sent: `told` hears how far its files are, `signal` gives it up. */
export interface Sending {
  readonly told: (file: File, done: number) => void;
  readonly signal: AbortSignal;
}

/** Where something is written, with files pasted, dropped or chosen, and people named by `@`. `Ctrl Enter` sends. */
export function Composer({ composition, label, placeholder, sendLabel, isOff = false, rows, onSend }: Props) {
  const { say, format } = useWords();
  const { text, setText, files, addFiles, removeFile, leftOut } = composition;
  const listId = useId();
  const area = useRef<HTMLTextAreaElement>(null);
  const chooser = useRef<HTMLInputElement>(null);
  const [typing, setTyping] = useState<Typing | null>(null);
  const [people, setPeople] = useState<readonly Link[]>([]);
  const [active, setActive] = useState(0);
  const [named, setNamed] = useState<readonly Link[]>([]);
  const [progress, setProgress] = useState<Progress>(new Map());
  const [sending, setSending] = useState<AbortController | null>(null);
  const [thrown, setThrown] = useState<unknown>(null);
  const [isOver, setOver] = useState(false);
  const asked = useRef(0);
  const caret = useRef<number | null>(null);

  const isEmpty = text.trim() === "" && files.length === 0;

  const isSending = sending !== null;
  usePastedFiles(addFiles);

  async function send() {
    if (isEmpty || isSending || isOff) return;
    const begun = new AbortController();
    setSending(begun);
    setThrown(null);
    try {
      const told = (file: File, done: number) => setProgress((before) => new Map(before).set(file, done));
      await onSend(mentioned(text, named), { told, signal: begun.signal });
      setNamed([]);
    } catch (failure) {
      if (!begun.signal.aborted) setThrown(failure);
    } finally {
      setSending(null);
      setProgress(new Map());
    }
  }

  function lookFor(next: string, caret: number) {
    const found = mentionAt(next, caret);
    setTyping(found);
    setActive(0);
    asked.current += 1;
    const number = asked.current;
    if (found === null) return;
    void findLinks(found.text, ["HumanUser", "Group"], null).then(
      (links) => number === asked.current && setPeople(links.slice(0, 8)),
      () => undefined,
    );
  }

  function name(person: Link) {
    if (typing === null) return;
    const next = withMention(text, typing, linkName(person));
    setText(next.text);
    setNamed([...named, { ...person, name: linkName(person) }]);
    setTyping(null);
    caret.current = next.caret;
  }

  // Before anything else is typed.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the caret is put where a name came into the text.
  useLayoutEffect(() => {
    if (caret.current === null) return;
    area.current?.focus();
    area.current?.setSelectionRange(caret.current, caret.current);
    caret.current = null;
  }, [text]);

  const isNaming = typing !== null && people.length > 0;

  function onKeyDown(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      void send();
      return;
    }
    if (!isNaming) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const person = people[active];
    if (step !== undefined) setActive((active + step + people.length) % people.length);
    else if ((event.key === "Enter" || event.key === "Tab") && person !== undefined) name(person);
    else if (event.key === "Escape") setTyping(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  function onDrop(event: DragEvent) {
    event.preventDefault();
    setOver(false);
    addFiles([...event.dataTransfer.files]);
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the button below attaches files by keys.
    <div
      className={classes.composer}
      data-over={isOver || undefined}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes("Files")) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
    >
      {isOver && <span className={classes.drop}>{say("notes.drop")}</span>}
      <textarea
        ref={area}
        className={classes.text}
        rows={rows}
        dir="auto"
        aria-label={label}
        // Of a dialog around it `Esc` closes the names first.
        data-mantine-stop-propagation={isNaming || undefined}
        aria-controls={isNaming ? listId : undefined}
        aria-activedescendant={isNaming ? `${listId}-${active}` : undefined}
        placeholder={placeholder}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          lookFor(event.currentTarget.value, event.currentTarget.selectionStart);
        }}
        onKeyDown={onKeyDown}
        onBlur={() => setTyping(null)}
      />
      {isNaming && (
        <div id={listId} role="listbox" aria-label={say("notes.mentions")} className={classes.people}>
          {people.map((person, at) => (
            // biome-ignore lint/a11y/useFocusableInteractive: the text keeps the focus and names the active one.
            // biome-ignore lint/a11y/useKeyWithClickEvents: keys are read by the text.
            <div
              key={linkKey(person)}
              id={`${listId}-${at}`}
              role="option"
              aria-selected={at === active}
              className={classes.person}
              onMouseDown={(event) => event.preventDefault()}
              onMouseMove={() => setActive(at)}
              onClick={() => name(person)}
            >
              <Icon name={person.type === "Group" ? "group" : "person"} size={13} />
              <span dir="auto">{linkName(person)}</span>
            </div>
          ))}
        </div>
      )}
      {files.length > 0 && (
        <ul className={classes.files}>
          {files.map((file) => (
            <li key={`${file.name} ${file.size} ${file.lastModified}`} className={classes.file}>
              <Icon name={file.type.startsWith("image/") ? "image" : "clip"} size={13} />
              <span className={classes.fileName} dir="auto">
                {file.name}
              </span>
              <span className={classes.size}>{format.bytes(file.size)}</span>
              {progress.has(file) ? (
                <progress
                  max={1}
                  value={progress.get(file)}
                  aria-label={say("notes.progress", {
                    name: file.name,
                    percent: format.percent(progress.get(file) ?? 0),
                  })}
                />
              ) : (
                <IconButton
                  icon="close"
                  size="small"
                  label={say("notes.removeFile", { name: file.name })}
                  onClick={() => removeFile(file)}
                />
              )}
            </li>
          ))}
        </ul>
      )}
      {leftOut.length > 0 && (
        <ul className={classes.leftOut} role="alert">
          {leftOut.map((sentence) => (
            <li key={sentence} dir="auto">
              {sentence}
            </li>
          ))}
        </ul>
      )}
      {thrown !== null && (
        <div className={classes.failed}>
          <p dir="auto">
            {thrown instanceof FileRefused
              ? say("notes.fileRefused", { name: thrown.file.name })
              : say("notes.notSent")}
          </p>
          <FailureNote thrown={thrown} retry={() => void send()} />
        </div>
      )}
      <div className={classes.bottom}>
        <input
          ref={chooser}
          type="file"
          multiple
          hidden
          onChange={(event) => {
            addFiles([...(event.currentTarget.files ?? [])]);
            event.currentTarget.value = "";
          }}
        />
        <IconButton icon="clip" label={say("notes.attach")} onClick={() => chooser.current?.click()} />
        <span className={classes.spread} />
        {isSending && files.length > 0 ? (
          <Button size="compact-sm" variant="default" onClick={() => sending.abort()}>
            {say("notes.cancelSending")}
          </Button>
        ) : (
          <KeyCap keys="mod+enter" />
        )}
        <Button size="compact-sm" disabled={isEmpty || isOff} loading={isSending} onClick={() => void send()}>
          {sendLabel}
        </Button>
      </div>
    </div>
  );
}
