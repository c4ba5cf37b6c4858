import { Button } from "@mantine/core";
import { useQueries } from "@tanstack/react-query";
import { useState } from "react";
import { linksIn, type Row, textIn } from "../api/row";
import { LinkChip } from "../fields/link-chip";
import { Bones } from "../frame/bones";
import { Empty } from "../frame/empty";
import { Icon } from "../frame/icon";
import { conversationQuery } from "../notes/conversation";
import { ReplyBox } from "../notes/reply-box";
import { Thread } from "../notes/thread";
import { useFields } from "../site/schema";
import { useWords } from "../words/say";
import { Listed } from "./listed";
import classes from "./notes-tab.module.css";
import type { TabProps } from "./of-tab";
import { Status } from "./status";
import { useTabRows } from "./use-tab-rows";

const FIELDS = ["subject", "sg_status_list", "note_links", "addressings_to"];
const NEWEST = ["-created_at", "-id"];
const AT_FIRST = 8;

/** The notes about a row as conversations, the newest first, each with where it is replied to. */
export function NotesTab({ tab, of, setting, project }: TabProps) {
  const { say } = useWords();
  const found = useTabRows(tab, FIELDS, NEWEST, AT_FIRST);
  return (
    <Listed
      found={found}
      empty={<Empty icon="note" title={say("notes.none")} why={say("notes.noneWhy")} keys="n" />}
    >
      {(notes) => <Conversations notes={notes} of={of} setting={setting} project={project} />}
    </Listed>
  );
}

interface ConversationsProps extends Pick<TabProps, "of" | "setting" | "project"> {
  readonly notes: readonly Row[];
}

/** The notes down to the first whose thread is still to come: none that is read already is pushed down by one above it. */
function Conversations({ notes, of, setting, project }: ConversationsProps) {
  const known = useFields("Note", project);
  const status = known.get("sg_status_list");
  const here = useQueries({
    queries: notes.map(({ id }) => conversationQuery(id, known)),
    combine: (answers) => answers.findIndex((each) => each.error === null && each.data?.isWhole !== true),
  });
  const shown = here < 0 ? notes : notes.slice(0, here);
  return (
    <>
      {shown.map((note) => (
        <article key={note.id} className={classes.note} aria-label={subjectOf(note)}>
          <header className={classes.head}>
            <h2 dir="auto">
              <a href={`/detail/Note/${note.id}`}>{subjectOf(note)}</a>
            </h2>
            {status !== undefined && <Status row={note} field={status} setting={setting} project={project} />}
          </header>
          <p className={classes.links}>
            {linksIn(note, "note_links")
              .filter(({ type, id }) => type !== of.type || id !== of.id)
              .map((link) => (
                <LinkChip key={`${link.type} ${link.id}`} link={link} />
              ))}
          </p>
          <Thread note={note.id} isPart />
          <Reply note={note.id} />
        </article>
      ))}
      {shown.length < notes.length && <Bones lines={6} />}
    </>
  );
}

function subjectOf(note: Row): string {
  return textIn(note, "subject") ?? `#${note.id}`;
}

/** A place to reply that opens when it is wanted. */
function Reply({ note }: { readonly note: number }) {
  const { say } = useWords();
  const [isOpen, setOpen] = useState(false);
  if (isOpen) return <ReplyBox note={note} />;
  return (
    <Button
      size="compact-sm"
      variant="subtle"
      color="gray"
      leftSection={<Icon name="reply" size={13} />}
      onClick={() => setOpen(true)}
    >
      {say("notes.reply")}
    </Button>
  );
}
