import { Modal, Select, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { isLink, type Link } from "../api/row";
import { createRow, updateRow } from "../api/rows";
import { findLinks } from "../fields/find-links";
import { linkKey, linkName } from "../fields/links";
import { type Option, Picker } from "../fields/picker";
import { Icon } from "../frame/icon";
import { tell } from "../frame/notices";
import { cache } from "../site/cache";
import { useProjects } from "../site/projects";
import { byCode, fieldsQuery } from "../site/schema";
import { write } from "../site/writes";
import { useDraft } from "../state/drafts";
import { useWords } from "../words/say";
import { Composer, type Sending } from "./composer";
import classes from "./notes.module.css";
import { sendFiles } from "./send-files";
import { useComposition } from "./use-composition";

interface Props {
  readonly project: number | null;
  /** The row in focus, which the note is about at first. */
  readonly about: Link | null;
  readonly onClose: () => void;
}

/** A new note, from wherever one is. What is written is kept until it is sent; files follow the note that they belong to. */
export function NewNote({ project, about, onClose }: Props) {
  const { say } = useWords();
  const [subject, setSubject, forgetSubject] = useDraft("note.new.subject");
  const [to, setTo, forgetTo] = useLinks("note.new.to", []);
  const { data: schema } = useQuery(fieldsQuery("Note", project));
  const linked = schema === undefined ? [] : (byCode(schema).get("note_links")?.validTypes ?? []);
  const [links, setLinks, forgetLinks] = useLinks(
    "note.new.links",
    about !== null && about.type !== "Note" && about.type !== "Project" ? [about] : [],
  );
  const projects = useProjects();
  const [chosen, setChosen] = useState(project);
  const composition = useComposition("note.new");
  // A note that is made already is not made twice, where one of its files did not come through.
  const [made, setMade, forgetMade] = useDraft("note.new.made");
  const isReady = chosen !== null && subject.trim() !== "";

  async function send(named: readonly Link[], sending: Sending) {
    const values = valuesOf(named);
    const call = made === "" ? createRow("Note", values) : updateRow("Note", Number(made), values);
    const { id } = await write(call);
    setMade(String(id));
    await sendFiles({ type: "Note", id }, composition, sending);
    forgetMade();
    composition.clear();
    forgetSubject();
    forgetTo();
    forgetLinks();
    await cache.invalidateQueries({ queryKey: ["rows", "Note"] });
    tell({ text: say("notes.created") });
    onClose();
  }

  function valuesOf(named: readonly Link[]) {
    const known = new Set(to.map(linkKey));
    const isTask = ({ type }: Link) => type === "Task";
    return {
      project: { type: "Project", id: chosen },
      subject: subject.trim(),
      content: composition.text,
      note_links: links.filter((each) => !isTask(each) && linked.includes(each.type)).map(plain),
      tasks: links.filter(isTask).map(plain),
      addressings_to: to.map(plain),
      addressings_cc: named.filter((each) => !known.has(linkKey(each))).map(plain),
    };
  }

  return (
    <Modal
      opened
      onClose={onClose}
      title={say("notes.newNote")}
      size={560}
      closeButtonProps={{ "aria-label": say("frame.close") }}
    >
      <div className={classes.newNote}>
        {project === null && (
          <Select
            label={say("notes.project")}
            data={(projects ?? []).map((each) => ({ value: String(each.id), label: each.name }))}
            value={chosen === null ? null : String(chosen)}
            onChange={(value) => setChosen(value === null ? null : Number(value))}
            description={chosen === null ? say("notes.needsProject") : undefined}
            searchable
          />
        )}
        <TextInput
          label={say("notes.subject")}
          value={subject}
          onChange={(event) => setSubject(event.currentTarget.value)}
          dir="auto"
          data-autofocus
          required
        />
        <LinksInput
          label={say("notes.links")}
          links={links}
          onLinks={setLinks}
          types={[...linked.filter((type) => USUAL.has(type)), "Task"]}
          project={chosen}
        />
        <LinksInput
          label={say("notes.to")}
          links={to}
          onLinks={setTo}
          types={["HumanUser", "Group"]}
          project={null}
        />
        <Composer
          composition={composition}
          label={say("notes.content")}
          placeholder={say("notes.contentPlaceholder")}
          sendLabel={say("notes.create")}
          isOff={!isReady}
          rows={6}
          onSend={send}
        />
      </div>
    </Modal>
  );
}

/** What notes are linked to as a rule, of the many types that they may be. */
const USUAL: ReadonlySet<string> = new Set(["Shot", "Asset", "Version", "Sequence", "Playlist", "Episode"]);

function plain({ type, id }: Link): Link {
  return { type, id };
}

/** Links that are kept as a draft is. */
function useLinks(name: string, otherwise: readonly Link[]) {
  const [text, setText, forget] = useDraft(name, JSON.stringify(otherwise));
  const set = (links: readonly Link[]) => setText(JSON.stringify(links));
  return [linksIn(text), set, forget] as const;
}

function linksIn(text: string): readonly Link[] {
  try {
    const found: unknown = JSON.parse(text);
    return Array.isArray(found) ? found.filter(isLink) : [];
  } catch {
    return [];
  }
}

interface LinksProps {
  readonly label: string;
  readonly links: readonly Link[];
  readonly onLinks: (links: readonly Link[]) => void;
  readonly types: readonly string[];
  readonly project: number | null;
}

function LinksInput({ label, links, onLinks, types, project }: LinksProps) {
  const { say } = useWords();
  const id = useId();
  const toggle = ({ value, key }: Option<Link>) => {
    const others = links.filter((each) => linkKey(each) !== key);
    onLinks(others.length < links.length ? others : [...links, value]);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset does not lie in a line.
    <div role="group" aria-labelledby={id} className={classes.links}>
      <span id={id} className={classes.linksLabel}>
        {label}
      </span>
      <div className={classes.chosen}>
        {links.map((link) => (
          <button
            key={linkKey(link)}
            type="button"
            className={classes.chip}
            aria-label={say("notes.removeLink", { name: linkName(link) })}
            onClick={() => onLinks(links.filter((each) => each !== link))}
          >
            <span dir="auto">{linkName(link)}</span>
            <Icon name="close" size={11} />
          </button>
        ))}
        <span className={classes.picker}>
          <Picker
            isInline
            label={label}
            placeholder={say("notes.addLink")}
            search={async (text) => (await findLinks(text, types, project)).map(optionOf)}
            chosen={links.map(optionOf)}
            onToggle={toggle}
            onClose={() => undefined}
          />
        </span>
      </div>
    </div>
  );
}

function optionOf(link: Link): Option<Link> {
  return { key: linkKey(link), value: link, label: linkName(link), hint: link.type };
}
