import { expect, test } from "vitest";
import type { Field } from "../api/schema";
import { nameField, usualColumns } from "./columns";

function fieldsOf(entityType: string, types: Readonly<Record<string, string>>): ReadonlyMap<string, Field> {
  return new Map(
    Object.entries(types).map(([code, dataType]) => [code, { entityType, code, dataType } as Field]),
  );
}

test.each<[string, Readonly<Record<string, string>>, string]>([
  ["Shot", { code: "text", description: "text" }, "code"],
  ["Attachment", { filename: "text", display_name: "text" }, "display_name"],
  ["AssetShotConnection", { cached_display_name: "text", asset: "entity" }, "cached_display_name"],
])("rows of %s with %j are called by their %s", (type, types, name) => {
  expect(nameField(fieldsOf(type, types))).toBe(name);
});

test("rows that only connect others show which these are", () => {
  const types = { cached_display_name: "text", asset: "entity", id: "number", shot: "entity" };
  const shown = usualColumns("AssetShotConnection", fieldsOf("AssetShotConnection", types));
  expect(shown.map(({ path }) => path)).toEqual(["asset", "shot", "cached_display_name"]);
});
