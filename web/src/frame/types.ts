import type { EntityType } from "../api/schema";

/** The types that have a tab, in their order; as many as there is room for. Notes have a page of their own before them. */
export const TABS = ["Shot", "Asset", "Task", "Version", "Sequence", "Playlist", "PublishedFile"] as const;

/** What comes after them in the menu, where the site has it. */
const AFTER = [
  "Episode",
  "Scene",
  "Cut",
  "Element",
  "Delivery",
  "Ticket",
  "Milestone",
  "Phase",
  "TimeLog",
  "HumanUser",
  "Group",
  "Department",
];

/** The types of the site that have a grid, those of daily work first; connections between rows have none. */
export function gridTypes(types: ReadonlyMap<string, EntityType>): readonly string[] {
  const isThere = (name: string) => types.get(name)?.isVisible === true;
  const others = [...types.values()]
    .filter((each) => each.isVisible && each.name.startsWith("CustomEntity"))
    .filter((each) => each.label !== each.name)
    .map((each) => each.name);
  return [...TABS, ...AFTER, ...others].filter(isThere);
}
