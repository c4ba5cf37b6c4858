import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useMemo, useState } from "react";
import { refusalOf } from "../api/failure";
import { useProjectId } from "../frame/address";
import { Bones } from "../frame/bones";
import { FailureNote } from "../frame/failure-note";
import { useFields } from "../site/schema";
import { useWords } from "../words/say";
import { type Attached, attachedIn } from "./attached";
import { type Conversation, conversationQuery } from "./conversation";
import { messagesIn } from "./messages";
import classes from "./notes.module.css";
import { Said } from "./said";

/** A note and its thread, kept true. */
export function useConversation(note: number) {
  const known = useFields("Note", useProjectId());
  return useQuery(conversationQuery(note, known));
}

interface Props {
  readonly note: number;
  /** Whether it is one of several on the page, none of which is a landmark. */
  readonly isPart?: boolean;
}

/** The thread of a note. Replies and files appear as they come. */
export function Thread({ note, isPart = false }: Props) {
  const { data, error, refetch } = useConversation(note);
  if (data !== undefined) return <Messages note={note} isPart={isPart} {...data} />;
  if (error === null) return <Bones lines={3} />;
  // Of a note that is not there any more, what surrounds its thread says so.
  return refusalOf(error, 404) === null ? <FailureNote thrown={error} retry={() => void refetch()} /> : null;
}

function Messages({ note, isPart, items, isWhole }: Conversation & Props) {
  const { say } = useWords();
  const messages = useMemo(() => messagesIn(items), [items]);
  const viewable = useMemo(
    () => messages.flatMap(({ files }) => files.map(attachedIn)).filter(({ isSeen }) => isSeen),
    [messages],
  );
  const [viewed, setViewed] = useState<number | null>(null);
  const view = ({ id }: Attached) => setViewed(viewable.findIndex((each) => each.id === id));
  return (
    <section role={isPart ? "group" : undefined} aria-label={say("notes.thread")} aria-busy={!isWhole}>
      <ol className={classes.messages}>
        {messages.map((message) => (
          <li key={message.key} className={classes.message}>
            <Said note={note} message={message} onView={view} />
          </li>
        ))}
      </ol>
      {!isWhole && <Bones lines={2} />}
      {viewed !== null && (
        <Suspense>
          <Viewer
            items={viewable.map(({ id, name }) => ({
              held: { of: { type: "Attachment", id }, field: "this_file" },
              name,
            }))}
            at={viewed}
            onMove={setViewed}
            onClose={() => setViewed(null)}
          />
        </Suspense>
      )}
    </section>
  );
}

const Viewer = lazy(() => import("../viewer/viewer").then((room) => ({ default: room.Viewer })));
