import { useNavigate } from "@tanstack/react-router";
import { signOut } from "../api/session";
import { useProjectId } from "../frame/address";
import { bindings } from "../frame/keys";
import { gridTypes } from "../frame/types";
import { useTypeName } from "../site/names";
import { useTypes } from "../site/schema";
import { visited } from "../site/visited";
import { useStore } from "../state/store";
import { themeChoice } from "../theme/choices";
import { useWords } from "../words/say";
import { iconOf, isMeant, keyOf, type Offer } from "./finding";

const MOST_PAGES = 6;

/** The pages that a text may mean; without one, those of daily work. */
export function usePages(text: string): readonly Offer[] {
  const { say } = useWords();
  const navigate = useNavigate();
  const nameOf = useTypeName();
  const types = gridTypes(useTypes());
  const project = useProjectId() ?? undefined;
  const page = (key: string, label: string, type: string, go: () => void): Offer => ({
    key: `page ${key}`,
    label,
    icon: iconOf(type),
    choose: go,
  });
  const pages = [
    page("projects", say("projects.title"), "Project", () => void navigate({ to: "/projects" })),
    page("Note", say("frame.notes"), "Note", () => void navigate({ to: "/notes", search: { project } })),
    ...types.map((type) =>
      page(
        type,
        nameOf(type),
        type,
        () => void navigate({ to: "/grid/$type", params: { type }, search: { project } }),
      ),
    ),
  ];
  return pages.filter((each) => isMeant(each.label, text)).slice(0, MOST_PAGES);
}

/** The actions that a text may mean: what has a key now, and what has none. */
export function useActions(text: string): readonly Offer[] {
  const { say } = useWords();
  const withKeys = useStore(bindings)
    .filter((each) => each.label !== "" && !each.keys.includes("mod+k"))
    .map((each, at) => ({
      key: `action ${each.label} ${at}`,
      label: each.label,
      icon: "bolt" as const,
      keys: each.keys[0],
      choose: () => each.run(new KeyboardEvent("keydown")),
    }));
  const themes = (["dark", "light", "system"] as const).map((theme) => ({
    key: `theme ${theme}`,
    label: `${say("frame.theme")}: ${say(`frame.${theme}`)}`,
    icon: "sun" as const,
    choose: () => themeChoice.set(theme),
  }));
  const leave = {
    key: "sign out",
    label: say("frame.signOut"),
    icon: "right" as const,
    choose: () => void signOut(),
  };
  const all: readonly Offer[] = [...withKeys, ...themes, leave];
  return text.trim() === "" ? withKeys.slice(0, 4) : all.filter((each) => isMeant(each.label, text));
}

/** The rows that were looked at last. */
export function useVisited(open: (type: string, id: number) => void): readonly Offer[] {
  const types = useTypes();
  return useStore(visited).map((row) => ({
    key: `visited ${keyOf(row)}`,
    label: row.name,
    what: types.get(row.type)?.label ?? row.type,
    icon: iconOf(row.type),
    row: { type: row.type, id: row.id },
    choose: () => open(row.type, row.id),
  }));
}
