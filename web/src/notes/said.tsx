import { Menu } from "@mantine/core";
import { useState } from "react";
import type { Link } from "../api/row";
import { retire, undo } from "../editing/undo";
import { Icon } from "../frame/icon";
import { IconButton } from "../frame/icon-button";
import { tell } from "../frame/notices";
import { Picture } from "../frame/picture";
import { useSigned } from "../site/person";
import { useWords } from "../words/say";
import { type Attached, attachedIn } from "./attached";
import { changeConversation } from "./conversation";
import { isSame, type Message } from "./messages";
import classes from "./notes.module.css";
import { piecesOf } from "./pieces";
import { SaidEditor } from "./said-editor";

interface Props {
  readonly note: number;
  readonly message: Message;
  readonly onView: (file: Attached) => void;
}

/** What somebody said, with its files. Whoever said it may change it, or take it back. */
export function Said({ note, message, onView }: Props) {
  const { say, format } = useWords();
  const { of, author, at, content, files } = message;
  const name = author?.name || say("notes.somebody");
  const isOwn = isSame(author, useSigned());
  const [isEditing, setEditing] = useState(false);
  const hasWords = of.type !== "Attachment";
  return (
    <>
      <header className={classes.by}>
        <span className={classes.face}>
          {author?.image ? <Picture address={author.image} width={24} height={24} /> : initials(name)}
        </span>
        <b dir="auto" title={name}>
          {name}
        </b>
        <time dateTime={at} title={format.exactMoment(at)}>
          {format.ago(at)}
        </time>
        {isOwn && hasWords && !isEditing && (
          <Menu position="bottom-end" withinPortal transitionProps={{ duration: 0 }}>
            <Menu.Target>
              <IconButton
                icon="more"
                size="small"
                className={classes.more}
                label={say("notes.messageMenu")}
              />
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item leftSection={<Icon name="edit" size={13} />} onClick={() => setEditing(true)}>
                {say("notes.editMessage")}
              </Menu.Item>
              <Menu.Item
                color="red"
                leftSection={<Icon name="trash" size={13} />}
                onClick={() =>
                  void takeBack(note, of, say(`notes.retired.${of.type === "Note" ? "Note" : "Reply"}`))
                }
              >
                {say("notes.retire")}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        )}
      </header>
      {isEditing ? (
        <SaidEditor note={note} of={of} content={content} onClose={() => setEditing(false)} />
      ) : (
        (content !== "" || of.type === "Note") && (
          <p className={classes.said} dir="auto" data-none={content === "" || undefined}>
            {content === "" ? say("notes.empty") : <Text text={content} />}
          </p>
        )
      )}
      {files.length > 0 && (
        <div className={classes.pictures}>
          {files.map((file) => (
            <AttachedFile
              key={file.id}
              file={attachedIn(file)}
              onView={onView}
              onRetire={
                isSame(file.author, author) && isOwn
                  ? () => void takeBack(note, file, say("notes.retired.Attachment"))
                  : undefined
              }
            />
          ))}
        </div>
      )}
    </>
  );
}

/** What somebody wrote, as words: nothing in it is ever taken for markup. */
export function Text({ text }: { readonly text: string }) {
  let at = 0;
  return piecesOf(text).map((piece) => {
    at += piece.text.length;
    return piece.address === null ? (
      piece.text
    ) : (
      <a key={at} href={piece.address} target="_blank" rel="noopener noreferrer">
        {piece.text}
      </a>
    );
  });
}

interface FileProps {
  readonly file: Attached;
  readonly onView: (file: Attached) => void;
  readonly onRetire: (() => void) | undefined;
}

function AttachedFile({ file, onView, onRetire }: FileProps) {
  const { say } = useWords();
  const { id, name, picture, address, isFilm, isSeen } = file;
  return (
    <span className={classes.attachedPlace} data-plain={!isSeen || undefined}>
      {isSeen ? (
        <button
          type="button"
          className={classes.attached}
          aria-label={say(isFilm ? "notes.playFilm" : "notes.openPicture", { name })}
          title={name}
          onClick={() => onView(file)}
        >
          <Picture
            address={picture}
            width="100%"
            height="100%"
            icon={isFilm ? "film" : "image"}
            of={{ row: { type: "Attachment", id }, field: "image" }}
          />
          {isFilm && (
            <span className={classes.film}>
              <Icon name="film" size={13} />
            </span>
          )}
          <span className={classes.caption} dir="auto">
            {name}
          </span>
        </button>
      ) : (
        <a
          className={classes.plainFile}
          data-file={id}
          href={address ?? undefined}
          target="_blank"
          rel="noopener noreferrer"
        >
          <Icon name="clip" size={14} />
          <span dir="auto">{name}</span>
        </a>
      )}
      {onRetire !== undefined && (
        <IconButton
          icon="close"
          size="small"
          className={classes.takeBack}
          label={say("notes.retireFile", { name })}
          onClick={onRetire}
        />
      )}
    </span>
  );
}

/** Retire a part of the thread, or the note; the notice has the way back. */
async function takeBack(note: number, { type, id }: Link, text: string): Promise<void> {
  try {
    await retire(type, [id]);
    if (type !== "Note")
      changeConversation(note, (items) => items.filter((each) => each.type !== type || each.id !== id));
    tell({ text, undo: () => void undo() });
  } catch (thrown) {
    tell({ thrown });
  }
}

function initials(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  return [words[0], words.length > 1 ? words.at(-1) : undefined]
    .map((word) => [...(word ?? "")][0] ?? "")
    .join("")
    .toUpperCase();
}
