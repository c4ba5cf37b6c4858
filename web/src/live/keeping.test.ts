import { describe, expect, it } from "vitest";
import type { Change } from "../api/following";
import { every, some } from "../api/question";
import { mayHoldOthers, touchedBy } from "./keeping";

const change = (operation: Change["operation"], field: string | null, id = 5, type = "Shot"): Change => ({
  id: 1,
  operation,
  entity: { type, id },
  project: null,
  user: null,
  field,
});

describe("changes", () => {
  it("are gathered by type, row and field", () => {
    const touched = touchedBy([
      change("update", "code"),
      change("update", "sg_status_list"),
      change("update", "code", 6),
      change("create", null, 7, "Note"),
    ]);
    expect([...touched.keys()]).toEqual(["Shot", "Note"]);
    expect(touched.get("Shot")?.updated.get(5)).toEqual(new Set(["code", "sg_status_list"]));
    expect(touched.get("Shot")?.cameOrWent).toBe(false);
    expect(touched.get("Note")?.cameOrWent).toBe(true);
  });
});

describe("a list", () => {
  const filters = every(
    ["project", "is", { type: "Project", id: 3 }],
    some(["sg_status_list", "is", "ip"], ["sg_sequence.Sequence.code", "is", "FOX"]),
  );
  const list = { queryKey: ["rows", "Shot", { filters, fields: ["code", "description"], sort: ["-code"] }] };

  it.each([
    ["update", "description", false],
    ["update", "nothing_shown", false],
    ["update", "sg_status_list", true],
    ["update", "sg_sequence", true],
    ["update", "code", true],
    ["create", null, true],
    ["delete", null, true],
    ["revive", null, true],
  ] as const)("after the %s of %s may hold other rows: %s", (operation, field, may) => {
    const touched = touchedBy([change(operation, field)]).get("Shot");
    expect(touched && mayHoldOthers(list, touched)).toBe(may);
  });
});
