import { TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type KeyboardEvent, useRef, useState } from "react";
import { ApiButton } from "../frame/api-drawer";
import { Bone } from "../frame/bones";
import { Empty } from "../frame/empty";
import { FailureNote } from "../frame/failure-note";
import { Icon } from "../frame/icon";
import { KeyCap } from "../frame/key-cap";
import { useKey } from "../frame/keys";
import { Picture } from "../frame/picture";
import { thumbnailOf } from "../frame/project-menu";
import { useTitle } from "../frame/title";
import {
  named,
  opened,
  type Project,
  projectsCall,
  projectsIn,
  projectsQuery,
  recent,
} from "../site/projects";
import { useWords } from "../words/say";
import styles from "./projects.module.css";

const RECENT = 4;

/** Where a project is chosen: those of last time first, all others by name. */
export function ProjectsPage() {
  const { say } = useWords();
  const navigate = useNavigate();
  const [text, setText] = useState("");
  const field = useRef<HTMLInputElement>(null);
  const place = useRef<HTMLDivElement>(null);
  const { data, error, refetch } = useQuery({ ...projectsQuery, select: projectsIn });
  useKey("/", () => field.current?.focus(), { label: say("projects.find") });
  useTitle(say("projects.title"));
  const open = (project: Project) => {
    opened(project.id);
    void navigate({ to: "/notes", search: { project: project.id } });
  };
  const found = named(data ?? [], text);
  const pressed = (event: KeyboardEvent) => {
    const first = found[0];
    if (event.key === "Enter" && event.target === field.current && text !== "" && first !== undefined)
      open(first);
    else if (event.key === "Escape" && text !== "") setText("");
    else if (event.key.startsWith("Arrow")) moveFocus(event, field.current, place.current);
    else return;
    event.preventDefault();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrows lead from the field to the cards and back
    <div className={styles.page} ref={place} onKeyDown={pressed}>
      <div className={styles.head}>
        <h1 className={styles.title}>{say("projects.title")}</h1>
        <ApiButton requests={[{ label: say("projects.title"), call: projectsCall }]} />
        <TextInput
          ref={field}
          className={styles.find}
          size="sm"
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          placeholder={say("projects.find")}
          aria-label={say("projects.find")}
          leftSection={<Icon name="search" />}
          rightSection={<KeyCap keys="/" />}
          autoFocus
        />
      </div>
      {error !== null && <FailureNote thrown={error} retry={() => void refetch()} />}
      {data === undefined && error === null && (
        <Cards title={say("projects.all")} projects={undefined} open={open} />
      )}
      {data?.length === 0 && <Empty icon="film" title={say("projects.none")} why={say("projects.noneWhy")} />}
      {data !== undefined && data.length > 0 && found.length === 0 && (
        <Empty
          icon="search"
          title={say("projects.noMatch", { text })}
          action={
            <button type="button" className={styles.clear} onClick={() => setText("")}>
              {say("projects.clear")}
            </button>
          }
          keys="escape"
        />
      )}
      {found.length > 0 && <Sections projects={found} isSearch={text !== ""} open={open} />}
    </div>
  );
}

interface SectionsProps {
  readonly projects: readonly Project[];
  readonly isSearch: boolean;
  readonly open: (project: Project) => void;
}

function Sections({ projects, isSearch, open }: SectionsProps) {
  const { say } = useWords();
  const last = isSearch ? [] : recent(projects).slice(0, RECENT);
  const rest = projects.filter((each) => !last.includes(each));
  const live = rest.filter((each) => !each.isArchived && !each.isTemplate);
  return (
    <>
      <Cards title={say("projects.recent")} projects={last} open={open} />
      <Cards title={say("projects.all")} projects={live} open={open} />
      <Cards
        title={say("projects.templates")}
        projects={rest.filter((each) => each.isTemplate && !each.isArchived)}
        open={open}
        isSmall
      />
      <Cards
        title={say("projects.archived")}
        projects={rest.filter((each) => each.isArchived)}
        open={open}
        isSmall
      />
    </>
  );
}

interface CardsProps {
  readonly title: string;
  /** Undefined while they are still to come. */
  readonly projects: readonly Project[] | undefined;
  readonly open: (project: Project) => void;
  /** Those that are seldom wanted take less room. */
  readonly isSmall?: boolean;
}

function Cards({ title, projects, open, isSmall = false }: CardsProps) {
  if (projects?.length === 0) return null;
  return (
    <section>
      <h2 className={styles.section}>{title}</h2>
      <ul className={styles.cards}>
        {projects?.map((each) => (
          <li key={each.id}>
            <Card project={each} open={open} isSmall={isSmall} />
          </li>
        )) ?? [0, 1, 2].map((each) => <Bone key={each} height={220} />)}
      </ul>
    </section>
  );
}

function Card({
  project,
  open,
  isSmall,
}: { readonly project: Project } & Pick<CardsProps, "open" | "isSmall">) {
  const size = isSmall ? { width: 80, height: 45 } : { width: "100%", height: "auto" };
  return (
    <button
      type="button"
      className={isSmall ? styles.small : styles.card}
      data-card
      onClick={() => open(project)}
    >
      <Picture address={project.image} {...size} icon="film" of={thumbnailOf(project)} />
      <span className={styles.words}>
        <span className={styles.name} dir="auto" title={project.name}>
          {project.name}
        </span>
        <span className={styles.what} dir="auto">
          {[project.code, project.status].filter(Boolean).join(" · ") || "\u00a0"}
        </span>
      </span>
    </button>
  );
}

/** Arrows lead from the field to the cards, and among the cards as they lie. */
function moveFocus(event: KeyboardEvent, field: HTMLElement | null, place: HTMLElement | null): void {
  const cards = [...(place?.querySelectorAll<HTMLElement>("[data-card]") ?? [])];
  const at = cards.indexOf(document.activeElement as HTMLElement);
  if (at < 0) {
    if (event.key === "ArrowDown") cards[0]?.focus();
  } else if (event.key === "ArrowRight") cards[at + 1]?.focus();
  else if (event.key === "ArrowLeft") cards[at - 1]?.focus();
  else nearest(cards, at, event.key === "ArrowDown", field)?.focus();
}

/** The card in the next line, below or above; above the first line is the field. */
function nearest(cards: readonly HTMLElement[], at: number, isDown: boolean, field: HTMLElement | null) {
  const here = cards[at]?.getBoundingClientRect();
  if (here === undefined) return null;
  const others = cards
    .map((card) => ({ card, box: card.getBoundingClientRect() }))
    .filter(({ box }) => (isDown ? box.top > here.top + 1 : box.top < here.top - 1))
    .toSorted((one, other) => distance(one.box, here) - distance(other.box, here));
  return others[0]?.card ?? (isDown ? null : field);
}

function distance(one: DOMRect, other: DOMRect): number {
  return Math.abs(one.top - other.top) * 10 + Math.abs(one.left - other.left);
}
