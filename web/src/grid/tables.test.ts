import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Field } from "../api/schema";
import type { Setting } from "../fields/field-type";
import { fieldTypeOf } from "../fields/field-types";
import { isUnreadable } from "../fields/unreadable";
import { Formats } from "../words/formats";
import { cellsIn, copied, pasted } from "./clipboard";
import type { Column } from "./columns";
import { csvHead, csvRow } from "./csv";

const setting: Setting = { format: new Formats("en", "UTC"), hoursPerDay: 8, statuses: new Map() };

function column(path: string, dataType: string, isEditable = true): Column {
  const field: Field = {
    code: path,
    label: path,
    entityType: "Shot",
    dataType,
    description: "",
    isEditable,
    isMandatory: false,
    isUnique: false,
    isVisible: true,
    validValues: [],
    displayValues: {},
    validTypes: ["Asset"],
    defaultValue: null,
    properties: {},
  };
  return { path, label: path, field, type: fieldTypeOf(dataType), width: 100, isEditable, isSortable: true };
}

const code = column("code", "text");
const frames = column("sg_cut_in", "number");
const assets = column("assets", "multi_entity");
const made = column("created_at", "date_time", false);
const row = (id: number, values: Record<string, unknown>) => ({ type: "Shot", id, values });

describe("a table of text", () => {
  test("is one line a row, quoted where it must be", () => {
    const shot = row(7, {
      code: 'a "b", c\nd',
      sg_cut_in: 1001,
      assets: [{ type: "Asset", id: 1, name: "Lamp" }],
    });
    const columns = [code, frames, assets];
    expect(csvHead(columns)).toBe("\ufeffId,code,sg_cut_in,assets\r\n");
    expect(csvRow(shot, columns, setting)).toBe('7,"a ""b"", c\nd",1001,Lamp\r\n');
  });

  test("runs nothing in a spreadsheet", () => {
    expect(csvRow(row(7, { code: "=HYPERLINK(1)" }), [code], setting)).toBe("7,'=HYPERLINK(1)\r\n");
  });
});

describe("cells on the clipboard", () => {
  test("come back as they were, whatever is in them", () => {
    const table = fc.array(
      fc.array(fc.string({ unit: fc.constantFrom("a", '"', "\t", "\n", " ") }), {
        minLength: 1,
        maxLength: 3,
      }),
      {
        minLength: 1,
        maxLength: 3,
      },
    );
    const isPlain = (cell: string) => !/["\t\n]/.test(cell);
    fc.assert(
      fc.property(table, (rows) => {
        const text = rows.map((cells) =>
          cells.map((cell) => (isPlain(cell) ? cell : `"${cell.replaceAll('"', '""')}"`)).join("\t"),
        );
        // A spreadsheet ends its text with a line break; an empty last line is none.
        expect(cellsIn(`${text.join("\n")}\n`)).toEqual(rows);
      }),
    );
  });

  test("copied here, links come back as links", () => {
    const lamp = [{ type: "Asset", id: 1, name: "Lamp" }];
    const before = copied([row(1, { assets: lamp })], [assets], setting, new Map());
    expect(before.text).toBe("Lamp");
    const { changes } = pasted("Lamp", [row(2, { assets: [] })], [assets], setting, new Map(), before);
    expect(changes).toEqual([{ type: "Shot", id: 2, code: "assets", before: [], after: lamp }]);
  });

  test("copied elsewhere, links are no values", () => {
    const { changes, refused } = pasted("Lamp", [row(2, { assets: [] })], [assets], setting, new Map(), null);
    expect(changes).toEqual([]);
    expect(isUnreadable(refused[0]?.why)).toBe(true);
  });

  test("one fills many, and what cannot be edited is left as it is", () => {
    const rows = [row(1, { sg_cut_in: 1, created_at: "x" }), row(2, { sg_cut_in: 2, created_at: "y" })];
    const { changes, refused } = pasted("7", rows, [frames, made], setting, new Map(), null);
    expect(refused.map(({ column, why }) => [column.path, why])).toEqual([
      ["created_at", null],
      ["created_at", null],
    ]);
    expect(changes.map(({ id, code: changed, after }) => [id, changed, after])).toEqual([
      [1, "sg_cut_in", 7],
      [2, "sg_cut_in", 7],
    ]);
  });

  test("what means nothing is refused cell by cell, the others take what is theirs", () => {
    const rows = [row(1, { code: "a", sg_cut_in: 1 }), row(2, { code: "b", sg_cut_in: 2 })];
    const { changes, refused } = pasted("x\t7\ny\tz", rows, [code, frames], setting, new Map(), null);
    expect(changes.map(({ id, after }) => [id, after])).toEqual([
      [1, "x"],
      [1, 7],
      [2, "y"],
    ]);
    expect(refused.map(({ row: of, why }) => [of.id, why?.reason])).toEqual([[2, "whole"]]);
  });
});
