import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useProjectId } from "../frame/address";
import { FailureNote } from "../frame/failure-note";
import { GridBones } from "../grid/grid-bones";
import { type Special, TypeGrid } from "../grid/type-grid";
import { isWritingNote } from "../notes/asking";
import { ThreadPanel } from "../notes/thread-panel";
import { useReadingAhead } from "../notes/use-reading-ahead";
import { byCode, fieldsQuery } from "../site/schema";
import { useWords } from "../words/say";

const COLUMNS = [
  "subject",
  "user",
  "note_links",
  "sg_status_list",
  "created_at",
  "sg_note_type",
  "addressings_to",
  "content",
];
const NEWEST = [{ path: "created_at", isDescending: true }];

/** The notes of a project, or of all: `/notes?project=…`. A grid like the others, whose panel is the thread of a note. */
export function NotesPage() {
  const { say } = useWords();
  const { data, error, refetch } = useQuery(fieldsQuery("Note", useProjectId()));
  useReadingAhead(useMemo(() => data && byCode(data), [data]));
  const special = useMemo(
    (): Special => ({
      label: say("notes.title"),
      columns: COLUMNS,
      sort: NEWEST,
      mark: { field: "read_by_current_user", value: "unread", label: say("notes.unread") },
      opensByClick: true,
      makeNew: () => isWritingNote.set(true),
      Panel: ThreadPanel,
      offered: [
        { label: say("notes.offer.author"), path: "user.HumanUser.name", relation: "is" },
        {
          label: say("notes.offer.sequence"),
          path: "note_links.Shot.sg_sequence.Sequence.code",
          relation: "is",
        },
        { label: say("notes.offer.shot"), path: "note_links.Shot.code", relation: "is" },
        { label: say("notes.offer.linked"), path: "note_links", relation: "name_contains" },
        { label: say("notes.offer.addressee"), path: "addressings_to", relation: "in" },
        { label: say("notes.offer.status"), path: "sg_status_list", relation: "in" },
        { label: say("notes.offer.type"), path: "sg_note_type", relation: "in" },
        { label: say("notes.offer.text"), path: "content", relation: "contains" },
        { label: say("notes.offer.date"), path: "created_at" },
      ],
    }),
    [say],
  );
  if (error !== null) return <FailureNote thrown={error} retry={() => void refetch()} />;
  return data === undefined ? <GridBones /> : <TypeGrid type="Note" schema={data} special={special} />;
}
