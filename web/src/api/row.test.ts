import { describe, expect, it } from "vitest";
import { linkIn, linksIn, rowIn, textIn } from "./row";

const SENT = {
  type: "Version",
  attributes: { code: "SH010_comp_v001", description: "", "sg_task.Task.content": "Comp" },
  relationships: {
    entity: { data: { id: 1101, name: "SH010", type: "Shot" }, links: {} },
    playlists: { data: [{ id: 1, name: "Dailies", type: "Playlist" }], links: {} },
    user: { data: null, links: {} },
  },
  id: 2201,
  links: {},
};

describe("a row", () => {
  const row = rowIn(SENT);

  it("holds attributes and links under their codes", () => {
    expect(row).toMatchObject({ type: "Version", id: 2201 });
    expect(row.values["sg_task.Task.content"]).toBe("Comp");
    expect(row.values.id).toBe(2201);
  });

  it("tells links and texts", () => {
    expect(linkIn(row, "entity")?.name).toBe("SH010");
    expect(linkIn(row, "user")).toBeNull();
    expect(linkIn(row, "code")).toBeNull();
    expect(linksIn(row, "playlists").map((each) => each.id)).toEqual([1]);
    expect(linksIn(row, "nope")).toEqual([]);
    expect(textIn(row, "code")).toBe("SH010_comp_v001");
    expect(textIn(row, "description")).toBeNull();
  });

  it.each([[null], [[]], [{ id: 1 }], [{ type: "Shot", id: "1" }]])("is not %j", (sent) => {
    expect(() => rowIn(sent)).toThrow(TypeError);
  });
});
