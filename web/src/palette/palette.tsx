import { Modal } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { type KeyboardEvent, useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import type { Link } from "../api/row";
import { useProjectId } from "../frame/address";
import { Bones } from "../frame/bones";
import { copyAndTell } from "../frame/copying";
import { FailureNote } from "../frame/failure-note";
import { Icon } from "../frame/icon";
import { KeyCap } from "../frame/key-cap";
import { IS_MAC } from "../frame/keystrokes";
import { Picture } from "../frame/picture";
import { opened, useProjects } from "../site/projects";
import { useTypes } from "../site/schema";
import { useStatuses } from "../site/statuses";
import { useWords } from "../words/say";
import { iconOf, keyOf, type Offer, type Section } from "./finding";
import { useActions, usePages, useVisited } from "./offers";
import styles from "./palette.module.css";
import { havePictures, usePictures } from "./pictures";
import { useSought } from "./sought";

/** No more of a name can be seen than this, and browsers lay out every letter. */
const LONGEST = 300;

interface Props {
  readonly isOpen: boolean;
  readonly close: () => void;
}

/** Finds anything: rows of all types by their names, pages, actions, and what was looked at last. */
export function Palette({ isOpen, close }: Props) {
  const { say } = useWords();
  return (
    <Modal.Root
      opened={isOpen}
      onClose={close}
      size={720}
      yOffset="12vh"
      returnFocus={false}
      transitionProps={{ duration: 0 }}
    >
      <Modal.Overlay />
      <Modal.Content aria-label={say("palette.title")}>
        <Modal.Body p={0}>{isOpen && <Finder close={close} />}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

function Finder({ close }: { readonly close: () => void }) {
  const { say } = useWords();
  const list = useId();
  const field = useRef<HTMLInputElement>(null);
  // At once, and not when the dialog has come: what is typed right after the key belongs here.
  useLayoutEffect(() => {
    const before = document.activeElement;
    field.current?.focus();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const here = useProjectId();
  const [isEverywhere, setEverywhere] = useState(here === null);
  const project = isEverywhere ? null : here;
  const { sections, isLooking, error } = useSections(text, project);
  const offers = sections.flatMap((each) => each.offers);
  const chosen = offers[Math.min(at, offers.length - 1)];
  const rowAddress = chosen?.row === undefined ? null : addressOfRow(chosen.row, here);
  const choose = (offer: Offer) => {
    close();
    // What it does comes after the dialog has given the focus back.
    setTimeout(offer.choose, 0);
  };
  const pressed = (event: KeyboardEvent) => {
    const isWith = IS_MAC ? event.metaKey : event.ctrlKey;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && offers.length > 0)
      setAt((Math.min(at, offers.length - 1) + step + offers.length) % offers.length);
    else if (rowAddress !== null && isWith && event.key === "Enter") {
      window.open(rowAddress, "_blank", "noopener");
      close();
    } else if (rowAddress !== null && isWith && event.key === "c" && isNothingMarked(field.current)) {
      copyAndTell(location.origin + rowAddress);
      close();
    } else if (event.key === "Enter" && chosen !== undefined && !event.nativeEvent.isComposing)
      choose(chosen);
    else if (event.key === "Tab" && !event.shiftKey && here !== null) setEverywhere(!isEverywhere);
    else return;
    event.preventDefault();
  };
  return (
    <div className={styles.finder}>
      <div className={styles.field}>
        <Icon name="search" />
        <input
          ref={field}
          className={styles.input}
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
            setAt(0);
          }}
          onKeyDown={pressed}
          placeholder={say("palette.placeholder")}
          aria-label={say("palette.title")}
          role="combobox"
          aria-expanded="true"
          aria-controls={list}
          aria-activedescendant={chosen && `${list} ${chosen.key}`.replaceAll(" ", "-")}
          autoComplete="off"
          spellCheck={false}
          data-autofocus
          dir="auto"
        />
        <Scope project={here} isEverywhere={isEverywhere} change={() => setEverywhere(!isEverywhere)} />
      </div>
      {error !== null && (
        <div className={styles.failure}>
          <FailureNote thrown={error} />
        </div>
      )}
      {offers.length === 0 && isLooking && <Bones lines={8} />}
      <Offered id={list} sections={sections} chosen={chosen} choose={choose} />
      {offers.length === 0 && !isLooking && error === null && (
        <div className={styles.nothing}>
          <strong dir="auto">{say("palette.nothing", { text })}</strong>
          <span>{say("palette.nothingWhy")}</span>
        </div>
      )}
      <footer className={styles.foot}>
        <span role="status">
          {isLooking ? say("frame.loading") : say("palette.results", { count: offers.length })}
        </span>
        {rowAddress === null && (
          <span>
            <KeyCap keys="arrowup" /> <KeyCap keys="arrowdown" /> {say("palette.choose")}
          </span>
        )}
        <span>
          <KeyCap keys="enter" /> {say("palette.open")}
        </span>
        {rowAddress !== null && (
          <>
            <span>
              <KeyCap keys="mod+enter" /> {say("palette.openApart")}
            </span>
            <span>
              <KeyCap keys="mod+c" /> {say("palette.copyAddress")}
            </span>
          </>
        )}
        {here !== null && (
          <span>
            <KeyCap keys="tab" /> {say("palette.switchScope")}
          </span>
        )}
      </footer>
    </div>
  );
}

/** The address of a row's own page; a project's are its notes. */
function addressOfRow({ type, id }: Link, project: number | null): string {
  if (type === "Project") return `/notes?project=${id}`;
  return `/detail/${type}/${id}${project === null ? "" : `?project=${project}`}`;
}

/** Where something is marked, that is what is to be copied. */
function isNothingMarked(field: HTMLInputElement | null): boolean {
  return field === null || field.selectionStart === field.selectionEnd;
}

function Scope({
  project,
  isEverywhere,
  change,
}: {
  readonly project: number | null;
  readonly isEverywhere: boolean;
  readonly change: () => void;
}) {
  const { say } = useWords();
  const name = useProjects()?.find((each) => each.id === project)?.name;
  if (project === null) return null;
  const scope =
    isEverywhere || name === undefined
      ? say("palette.everywhere")
      : say("palette.inProject", { project: name });
  return (
    <button
      type="button"
      className={styles.scope}
      onClick={change}
      aria-label={say("palette.scope", { scope })}
      dir="auto"
    >
      {scope}
    </button>
  );
}

interface OfferedProps {
  readonly id: string;
  readonly sections: readonly Section[];
  readonly chosen: Offer | undefined;
  readonly choose: (offer: Offer) => void;
}

function Offered({ id, sections, chosen, choose }: OfferedProps) {
  const { say } = useWords();
  const marked = useRef<HTMLDivElement>(null);
  const pictures = usePictures(
    sections.flatMap((each) => each.offers).flatMap(({ row }) => (row === undefined ? [] : [row])),
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: the one that is chosen comes into view
  useEffect(() => {
    marked.current?.scrollIntoView({ block: "nearest" });
  }, [chosen?.key]);
  return (
    <div className={styles.list} id={id} role="listbox" aria-label={say("palette.title")}>
      {sections.map((section) => (
        // biome-ignore lint/a11y/useSemanticElements: a group of options in a listbox
        <div key={section.title} role="group" aria-label={section.title}>
          <div className={styles.section} aria-hidden="true">
            {section.title}
          </div>
          {section.offers.map((offer) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/useFocusableInteractive: keys go to the field, which says which option they are at
            <div
              key={offer.key}
              ref={offer.key === chosen?.key ? marked : undefined}
              id={`${id} ${offer.key}`.replaceAll(" ", "-")}
              className={styles.offer}
              role="option"
              aria-selected={offer.key === chosen?.key}
              onClick={() => choose(offer)}
            >
              <Lead offer={offer} pictures={pictures} />
              <span className={styles.label} dir="auto">
                {offer.label.slice(0, LONGEST)}
              </span>
              {offer.status && <StatusDot code={offer.status} />}
              <span className={styles.what} dir="auto">
                {offer.what}
              </span>
              {offer.keys !== undefined && <KeyCap keys={offer.keys} />}
            </div>
          ))}
        </div>
      ))}
    </div>
  );
}

/** What an offer is known by: a row's picture, or a sign. */
function Lead({
  offer,
  pictures,
}: {
  readonly offer: Offer;
  readonly pictures: ReadonlyMap<string, string>;
}) {
  const { row, icon } = offer;
  if (row === undefined || !havePictures(row.type))
    return (
      <span className={styles.lead}>
        <Icon name={icon} />
      </span>
    );
  return (
    <Picture
      address={pictures.get(keyOf(row)) ?? null}
      width={40}
      height={24}
      icon={icon}
      of={{ row, field: "image" }}
    />
  );
}

function StatusDot({ code }: { readonly code: string }) {
  const statuses = useStatuses();
  const status = statuses.get(code);
  // Before the names are here, a code would be there for a blink.
  if (statuses.size === 0) return null;
  return (
    <span className={styles.status}>
      <span className={styles.dot} style={{ background: status?.colour ?? undefined }} />
      {status?.name ?? code}
    </span>
  );
}

function useSections(text: string, project: number | null) {
  const { say } = useWords();
  const open = useOpen();
  const types = useTypes();
  const { hits, isLooking, error } = useSought(text, project);
  const pages = usePages(text);
  const actions = useActions(text);
  const visited = useVisited(open);
  const rows: readonly Offer[] = hits.map((hit) => ({
    key: `row ${keyOf(hit)}`,
    label: hit.name,
    what: [hit.of?.name, types.get(hit.type)?.label ?? hit.type].filter(Boolean).join(" · "),
    icon: iconOf(hit.type),
    status: hit.status,
    row: { type: hit.type, id: hit.id },
    choose: () => open(hit.type, hit.id),
  }));
  const sections: readonly Section[] = [
    { title: say("palette.recent"), offers: text.trim() === "" ? visited.slice(0, 6) : [] },
    { title: say("palette.rows"), offers: rows },
    { title: say("palette.pages"), offers: pages },
    { title: say("palette.actions"), offers: actions },
  ];
  return { sections: sections.filter((each) => each.offers.length > 0), isLooking, error };
}

/** Go to a row: a project's notes, and any other row's own page. */
function useOpen(): (type: string, id: number) => void {
  const navigate = useNavigate();
  const project = useProjectId() ?? undefined;
  return (type, id) => {
    if (type === "Project") {
      opened(id);
      void navigate({ to: "/notes", search: { project: id } });
    } else void navigate({ to: "/detail/$type/$id", params: { type, id: String(id) }, search: { project } });
  };
}
