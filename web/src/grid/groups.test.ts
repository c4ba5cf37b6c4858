import { expect, test } from "vitest";
import type { Field } from "../api/schema";
import { conditionsOf, groupsIn } from "./groups";

test.each<[string, string, unknown, unknown]>([
  ["exact", "status_list", "ip", ["is", "ip"]],
  ["exact", "status_list", null, ["is", null]],
  ["exact", "text", "", ["is", null]],
  ["exact", "checkbox", false, ["is", false]],
  ["exact", "entity", { type: "Shot", id: 3, name: "FOX", valid: "valid" }, ["is", { type: "Shot", id: 3 }]],
  ["entitytype", "entity", "Asset", ["type_is", "Asset"]],
  ["firstletter", "text", "F", ["starts_with", "F"]],
  ["hundreds", "number", 1000, ["between", [1000, 1099]]],
  ["day", "date_time", "2026-02-28", ["between", ["2026-02-28T00:00:00Z", "2026-02-28T23:59:59Z"]]],
  ["week", "date", "2026-12-28", ["between", ["2026-12-28", "2027-01-03"]]],
  ["month", "date", "2024-02-01", ["between", ["2024-02-01", "2024-02-29"]]],
  ["quarter", "date", "2026-10-01", ["between", ["2026-10-01", "2026-12-31"]]],
  ["year", "date", "2026-01-01", ["between", ["2026-01-01", "2026-12-31"]]],
])("the rows of a group by %s of %s, %j, meet %j", (kind, dataType, value, condition) => {
  expect(conditionsOf("f", kind, dataType, value)).toEqual([["f", ...(condition as unknown[])]]);
});

test("what the API has no condition for has none", () => {
  expect(conditionsOf("f", "clustered_date", "date", "Last week")).toBeNull();
});

test("groups in groups meet what both do, and tell of their own summaries", () => {
  const field = (dataType: string) => ({ dataType }) as Field;
  const levels = [
    { by: { path: "entity", kind: "exact" }, field: field("entity") },
    { by: { path: "sg_status_list", kind: "exact" }, field: field("status_list") },
  ];
  const leaf = { group_name: "fin", group_value: "fin", summaries: { id: 2, duration: 60 } };
  const [shot] = groupsIn(
    [
      {
        group_name: "FOX",
        group_value: { type: "Shot", id: 3, name: "FOX", valid: "valid" },
        summaries: { id: 2, duration: 60 },
        groups: [leaf],
      },
    ],
    levels,
  );
  expect(shot?.conditions).toEqual([["entity", "is", { type: "Shot", id: 3 }]]);
  const [status] = shot?.groups ?? [];
  expect(status).toMatchObject({ depth: 1, count: 2, summaries: { duration: 60 }, groups: [] });
  expect(status?.conditions).toEqual([
    ["entity", "is", { type: "Shot", id: 3 }],
    ["sg_status_list", "is", "fin"],
  ]);
  expect(status?.key.startsWith(shot?.key ?? "?")).toBe(true);
});
