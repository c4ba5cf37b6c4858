import { describe, expect, it } from "vitest";
import { named, projectsIn, recent } from "./projects";

const row = (id: number, values: Record<string, unknown>) => ({ type: "Project", id, values });
const PROJECTS = projectsIn([
  row(1, { name: "Short Film Template", is_template: true, tank_name: "short" }),
  row(2, { name: "Paper Weather", archived: true, last_accessed_by_current_user: "2026-11-01T08:00:00Z" }),
  row(3, {
    name: "The Lamp at Merrow Head",
    color: "25,118,27",
    last_accessed_by_current_user: "2026-11-26T08:00:00Z",
  }),
  row(4, { name: "Océan", sg_description: "A film of waves" }),
  row(5, {}),
]);
const names = (projects: readonly { name: string }[]) => projects.map((each) => each.name);

describe("projects", () => {
  it("have a name, whatever the row says", () => {
    expect(PROJECTS[4]?.name).toBe("#5");
    expect(PROJECTS[2]).toMatchObject({ colour: "rgb(25 118 27)", isArchived: false, isTemplate: false });
  });

  it("that were opened come last one first", () => {
    expect(names(recent(PROJECTS))).toEqual(["The Lamp at Merrow Head", "Paper Weather"]);
  });

  it.each([
    ["lamp", ["The Lamp at Merrow Head"]],
    ["head  LAMP", ["The Lamp at Merrow Head"]],
    ["ocean", ["Océan"]],
    ["waves", ["Océan"]],
    ["short", ["Short Film Template"]],
    ["nothing of it", []],
  ])("are found by %j", (text, found) => {
    expect(names(named(PROJECTS, text))).toEqual(found);
  });

  it("are all found by nothing", () => {
    expect(named(PROJECTS, "  ")).toHaveLength(PROJECTS.length);
  });
});
