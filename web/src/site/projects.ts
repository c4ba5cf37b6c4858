import { queryOptions, useQuery } from "@tanstack/react-query";
import { perform } from "../api/perform";
import { every } from "../api/question";
import { type Row, textIn } from "../api/row";
import { searchRows } from "../api/rows";
import { standing } from "../api/session";
import { keep, kept } from "../state/remembered";
import { colourIn } from "./statuses";

/** A project that the person may see. */
export interface Project {
  readonly id: number;
  readonly name: string;
  readonly code: string | null;
  readonly description: string | null;
  readonly image: string | null;
  readonly colour: string | null;
  readonly status: string | null;
  readonly isArchived: boolean;
  readonly isTemplate: boolean;
  /** When this person last opened it; null where they never did. */
  readonly openedAt: string | null;
}

const FIELDS = [
  "name",
  "code",
  "tank_name",
  "sg_description",
  "image",
  "color",
  "sg_status",
  "archived",
  "is_template",
  "last_accessed_by_current_user",
];
const QUESTION = { filters: every(), fields: FIELDS, sort: ["name"] };
const LAST = "slatehouse.project";
const NAME = "slatehouse.project-name";

/** The call that asks for all projects that the person may see, by name. */
export const projectsCall = searchRows("Project", QUESTION);

/** All projects that the person may see, by name. */
export const projectsQuery = queryOptions({
  queryKey: ["rows", "Project", QUESTION],
  queryFn: ({ signal }) => perform(projectsCall, signal),
});

/** All projects that the person may see; undefined until they have come. */
export function useProjects(): readonly Project[] | undefined {
  return useQuery({ ...projectsQuery, select: projectsIn }).data;
}

export function projectsIn(rows: readonly Row[]): readonly Project[] {
  return rows.map((row) => ({
    id: row.id,
    name: textIn(row, "name") ?? `#${row.id}`,
    code: textIn(row, "tank_name") ?? textIn(row, "code"),
    description: textIn(row, "sg_description"),
    image: textIn(row, "image"),
    colour: colourIn(textIn(row, "color")),
    status: textIn(row, "sg_status"),
    isArchived: row.values.archived === true,
    isTemplate: row.values.is_template === true,
    openedAt: textIn(row, "last_accessed_by_current_user"),
  }));
}

/** Those that were opened before, the last one first. */
export function recent(projects: readonly Project[]): readonly Project[] {
  return projects
    .filter((each) => each.openedAt !== null)
    .toSorted((one, other) => (other.openedAt ?? "").localeCompare(one.openedAt ?? ""));
}

/** Those whose name, code or description has all words of a text in it. */
export function named(projects: readonly Project[], text: string): readonly Project[] {
  const words = plain(text).split(/\s+/).filter(Boolean);
  return projects.filter((each) => {
    const said = plain([each.name, each.code, each.description].join(" "));
    return words.every((word) => said.includes(word));
  });
}

/** A text without marks and capitals, to be compared. */
export function plain(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{Mark}/gu, "")
    .toLowerCase();
}

/** The project that was opened last in this browser; null where none was. */
export function lastProject(): number | null {
  const found = Number(kept(LAST));
  return Number.isInteger(found) && found > 0 ? found : null;
}

/** Note that a project is opened: here, and at the site, which tells recent projects on every machine. */
export function opened(project: number): void {
  if (lastProject() === project && notedHere.has(project)) return;
  notedHere.add(project);
  keep(LAST, String(project));
  const who = standing.get();
  if (who.is !== "in" || who.who.type !== "HumanUser") return;
  const path = `/entity/projects/${project}/_update_last_accessed`;
  // Whether it was noted matters to nobody enough to be told.
  perform({ method: "PUT", path, body: { user_id: who.who.id }, read: () => null }).catch(() => undefined);
}

const notedHere = new Set<number>();

/** Keep the name of a project, so that it stands there at once when the next page is opened. */
export function keepName({ id, name }: Pick<Project, "id" | "name">): void {
  keep(NAME, `${id} ${name}`);
}

/** The name of a project, where it is the one that was kept. */
export function keptName(id: number): string | undefined {
  const held = kept(NAME);
  return held?.startsWith(`${id} `) ? held.slice(`${id} `.length) : undefined;
}

/** Forget it, as nobody else is to read it. */
export function forgetName(): void {
  keep(NAME, null);
}
