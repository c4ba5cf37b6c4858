import { Button } from "@mantine/core";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import type { Link } from "../api/row";
import { updateRow } from "../api/rows";
import { FailureNote } from "../frame/failure-note";
import { write } from "../site/writes";
import { useDraft } from "../state/drafts";
import { useWords } from "../words/say";
import { changeConversation } from "./conversation";
import classes from "./notes.module.css";

interface Props {
  readonly note: number;
  readonly of: Link;
  readonly content: string;
  readonly onClose: () => void;
}

/** The words of a note or a reply, to be changed by whoever wrote them. What is typed is kept until it is saved. */
export function SaidEditor({ note, of: { type, id }, content, onClose }: Props) {
  const { say } = useWords();
  const [text, setText, forget] = useDraft(`said.${type}.${id}`, content);
  const [thrown, setThrown] = useState<unknown>(null);
  const [isSaving, setSaving] = useState(false);
  const area = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    const { current } = area;
    current?.focus();
    current?.setSelectionRange(current.value.length, current.value.length);
  }, []);
  const isEmpty = type === "Reply" && text.trim() === "";

  async function save() {
    if (isEmpty || isSaving) return;
    setSaving(true);
    setThrown(null);
    try {
      await write(updateRow(type, id, { content: text }));
      changeConversation(note, (items) =>
        items.map((each) => (each.type === type && each.id === id ? { ...each, content: text } : each)),
      );
      forget();
      onClose();
    } catch (failure) {
      setThrown(failure);
      setSaving(false);
    }
  }

  function giveUp() {
    forget();
    onClose();
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void save();
    else if (event.key === "Escape") giveUp();
    else return;
    event.preventDefault();
  }

  return (
    <div className={classes.editing}>
      <textarea
        ref={area}
        className={classes.text}
        rows={Math.min(14, Math.max(3, text.split("\n").length + 1))}
        dir="auto"
        aria-label={say("notes.editMessage")}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      {thrown !== null && (
        <div className={classes.failed}>
          <p>{say("notes.notSent")}</p>
          <FailureNote thrown={thrown} retry={() => void save()} />
        </div>
      )}
      <div className={classes.bottom}>
        <span className={classes.spread} />
        <Button size="compact-sm" variant="default" onClick={giveUp}>
          {say("notes.cancel")}
        </Button>
        <Button size="compact-sm" disabled={isEmpty} loading={isSaving} onClick={() => void save()}>
          {say("notes.save")}
        </Button>
      </div>
    </div>
  );
}
