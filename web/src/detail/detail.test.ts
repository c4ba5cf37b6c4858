import { describe, expect, it } from "vitest";
import type { Field } from "../api/schema";
import { groupsOf, isSought } from "./fields";
import { pathOf } from "./files-tab";
import { framesIn } from "./filmstrip";
import { rowsTabs } from "./tabs";
import { stepsOf } from "./tasks-tab";

const field = (code: string, dataType: string, validTypes: readonly string[] = []): Field => ({
  code,
  label: code.replaceAll("_", " "),
  entityType: "Shot",
  dataType,
  description: "",
  isEditable: true,
  isMandatory: false,
  isUnique: false,
  isVisible: true,
  validValues: [],
  displayValues: {},
  validTypes,
  defaultValue: null,
  properties: {},
});
const byCode = (...fields: readonly Field[]) => new Map(fields.map((each) => [each.code, each]));

describe("the tabs of a row", () => {
  const known = new Map([
    ["Task", byCode(field("entity", "entity", ["Asset", "Shot"]))],
    ["Note", byCode(field("note_links", "multi_entity", ["Shot"]))],
    ["Version", byCode(field("entity", "entity", ["Asset"]))],
  ]);
  const own = byCode(
    field("assets", "multi_entity", ["Asset"]),
    field("tags", "multi_entity", ["Tag"]),
    field("tasks", "multi_entity", ["Task"]),
  );
  const row = { type: "Shot", id: 7, values: { assets: [{ type: "Asset", id: 3 }] } };
  const tabs = rowsTabs(row, own, (type) => known.get(type) ?? new Map());

  it("are of the types that link to it, and of its own fields", () => {
    expect(tabs.map(({ key }) => key)).toEqual(["note", "task", "assets"]);
  });

  it("ask for the rows that belong to it", () => {
    const link = { type: "Shot", id: 7 };
    expect(tabs.map(({ filters }) => filters.conditions[0])).toEqual([
      ["note_links", "in", [link]],
      ["entity", "is", link],
      ["id", "in", [3]],
    ]);
  });
});

describe("the fields of a row", () => {
  it("are those of daily work first, then all others by name", () => {
    const fields = byCode(
      ...["zeta", "alpha", "description", "code", "sg_sequence"].map((code) => field(code, "text")),
    );
    const { first, others } = groupsOf("Shot", fields, new Set(["code"]));
    expect(first.map(({ code }) => code)).toEqual(["sg_sequence", "description"]);
    expect(others.map(({ code }) => code)).toEqual(["alpha", "zeta"]);
  });

  it.each([
    ["cut in", true],
    ["in CUT", true],
    ["", true],
    ["cut out", false],
  ])("are found by %j: %s", (text, isFound) => {
    expect(isSought(field("sg_cut_in", "number"), text)).toBe(isFound);
  });
});

describe("the frames of a filmstrip", () => {
  const shape = (naturalWidth: number, naturalHeight: number) => ({ naturalWidth, naturalHeight });

  it.each([
    [shape(1920, 135), shape(512, 288), 8],
    [shape(512, 36), shape(512, 288), 8],
    [shape(2400, 100), shape(239, 100), 10],
    [shape(240, 135), null, 1],
    [shape(0, 0), shape(0, 0), 1],
  ])("of %j beside a picture of %j are %d", (strip, picture, count) => {
    expect(framesIn(strip, picture)).toBe(count);
  });
});

describe("the tasks of a row", () => {
  it("lie under their steps, in the order in which they came", () => {
    const task = (id: number, step: string | null) => ({
      type: "Task",
      id,
      values: { step: step && { type: "Step", id: step.length, name: step } },
    });
    const found = stepsOf([task(1, "Layout"), task(2, null), task(3, "FX"), task(4, "Layout")]);
    expect(found.map(({ step, of }) => [step, of.map(({ id }) => id)])).toEqual([
      ["Layout", [1, 4]],
      [null, [2]],
      ["FX", [3]],
    ]);
  });
});

describe("the path of a published file", () => {
  it.each([
    [{ path: { url: "file:///shows/a%20b/c.%2504d.exr" } }, "/shows/a b/c.%04d.exr"],
    [{ path: { local_path: "/mnt/x.usd", url: "file:///y" } }, "/mnt/x.usd"],
    [{ path: null, path_cache: "shows/x.usd" }, "shows/x.usd"],
    [{ path: { url: "file:///bad%" } }, "/bad%"],
    [{ path: null }, null],
  ])("of %j is %j", (values, path) => {
    expect(pathOf({ type: "PublishedFile", id: 1, values })).toBe(path);
  });
});
