import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Field } from "../api/schema";
import { Formats } from "../words/formats";
import { durationRead, durationText } from "./durations";
import type { Setting } from "./field-type";
import { fieldTypeOf, typeOfField } from "./field-types";
import { timecodeRead, timecodeText } from "./timecodes";
import { localMinute, momentOf } from "./times";
import { isUnreadable } from "./unreadable";

const setting: Setting = {
  format: new Formats("en", "UTC"),
  hoursPerDay: 8,
  statuses: new Map([["ip", { code: "ip", name: "In Progress", colour: "rgb(1 2 3)" }]]),
};

const field: Field = {
  code: "sg_field",
  label: "Field",
  entityType: "Shot",
  dataType: "text",
  description: "",
  isEditable: true,
  isMandatory: false,
  isUnique: false,
  isVisible: true,
  validValues: ["ip", "fin", "Type A"],
  displayValues: { fin: "Final" },
  validTypes: ["Shot"],
  defaultValue: null,
  properties: {},
};

const fox = { type: "Shot", id: 1, name: "FOX010" };

describe("values in words", () => {
  test.each<[string, unknown, string]>([
    ["text", "a\nb", "a\nb"],
    ["text", null, ""],
    ["number", 1001, "1001"],
    ["number", 0, "0"],
    ["float", "24.0", "24"],
    ["float", "1.234568", "1.234568"],
    ["percent", 50, "50 %"],
    ["currency", 1250.5, "1,250.5"],
    ["duration", 0, "0 h"],
    ["duration", 90, "1 h 30 m"],
    ["duration", 1200, "2 d 4 h"],
    ["duration", -30, "-30 m"],
    ["timecode", 3_600_000, "01:00:00:00"],
    ["timecode", 813, "00:00:00:19"],
    ["timecode", 981, "00:00:01:00"],
    ["checkbox", true, "✓"],
    ["checkbox", false, ""],
    ["date", "2026-11-26", "Nov 26, 2026"],
    ["date_time", "2026-11-26T14:05:00Z", "Nov 26, 2026, 2:05 PM"],
    ["list", "Type A", "Type A"],
    ["status_list", "fin", "Final"],
    ["status_list", "ip", "In Progress"],
    ["status_list", "zzz", "zzz"],
    ["entity", fox, "FOX010"],
    ["entity", { type: "Shot", id: 2 }, "Shot 2"],
    ["entity", null, ""],
    ["multi_entity", [fox, { type: "Asset", id: 3, name: "Lamp" }], "FOX010, Lamp"],
    ["multi_entity", [], ""],
    ["url", { url: "https://a.example/b", name: "b", link_type: "web" }, "b"],
    ["serializable", { a: [1] }, '{"a":[1]}'],
    ["tag_list", ["a", "b"], "a, b"],
    ["a type of the future", { x: 1 }, '{"x":1}'],
  ])("%s %j is %j", (dataType, value, text) => {
    expect(fieldTypeOf(dataType).text(value, field, setting)).toBe(text);
  });
});

describe("what people type", () => {
  test.each<[string, string, unknown]>([
    ["text", "x", "x"],
    ["text", "  ", null],
    ["number", "1 001", 1001],
    ["number", "", null],
    ["float", "2", "2"],
    ["float", "2,5", "2.5"],
    ["percent", "50 %", 50],
    ["percent", "50", 50],
    ["currency", "$1250.50", 1250.5],
    ["currency", "1,250.5", 1250.5],
    ["currency", "1.250,5", 1250.5],
    ["number", "1,001", 1001],
    ["number", "1.000.001", 1_000_001],
    ["float", "2,39", "2.39"],
    ["float", "2.390", "2.39"],
    ["duration", "1.5h", 90],
    ["duration", "2 days 4 hours", 1200],
    ["duration", "1", 480],
    ["duration", "-30m", -30],
    ["timecode", "01:00:00:00", 3_600_000],
    ["checkbox", "yes", true],
    ["checkbox", "", false],
    ["date", "2026-2-3", "2026-02-03"],
    ["date_time", "2026-11-26T14:05:00+01:00", "2026-11-26T13:05:00Z"],
    ["list", "type a", "Type A"],
    ["status_list", "Final", "fin"],
    ["status_list", "in progress", "ip"],
    ["status_list", "", null],
    ["color", "#ff8000", "255,128,0"],
    ["color", "255, 128, 0", "255,128,0"],
    ["color", "pipeline_step", "pipeline_step"],
    ["footage", " 16-08 ", "16-08"],
    ["tag_list", "fog, night,, fog", ["fog", "night"]],
    ["tag_list", "", []],
    ["url", "localhost:8080/x", { url: "https://localhost:8080/x", name: "localhost:8080/x" }],
    ["url", "example.com/x", { url: "https://example.com/x", name: "example.com/x" }],
  ])("%s: %j means %j", (dataType, text, value) => {
    expect(fieldTypeOf(dataType).read?.(text, field, setting)).toEqual(value);
  });

  test.each<[string, string]>([
    ["number", "2.5"],
    ["number", "12a"],
    ["float", "x"],
    ["percent", "0.5"],
    ["duration", "soon"],
    ["timecode", "1:00"],
    ["timecode", "00:00:00:24"],
    ["checkbox", "perhaps"],
    ["date", "2026-02-30"],
    ["date", "tomorrow"],
    ["date_time", "2026-11-26 25:00"],
    ["list", "Type D"],
    ["status_list", "nope"],
    ["number", "2147483648"],
    ["percent", "-2147483649"],
    ["currency", "-10000000000000"],
    ["currency", "10000000000000"],
    ["duration", "9999999 d"],
    ["timecode", "999:00:00:00"],
    ["color", "300,0,0"],
    ["color", "mauve"],
    ["footage", "16"],
    ["url", "soon"],
    ["url", "javascript:alert(1)"],
    ["url", "https://a b"],
  ])("%s: %j means nothing", (dataType, text) => {
    expect(isUnreadable(fieldTypeOf(dataType).read?.(text, field, setting))).toBe(true);
  });
});

test("a comma stands before decimals where the reader's language has it there", () => {
  const german = { ...setting, format: new Formats("de", "UTC") };
  const { read } = fieldTypeOf("float");
  expect(read?.("1,250", field, german)).toBe("1.25");
  expect(read?.("1,250", field, setting)).toBe("1250");
  expect(read?.("1,250,000", field, german)).toBe("1250000");
});

test.each<[string | null, string, boolean, string]>([
  ["duration", "1 h 30 m", true, "end"],
  ["text", "90", false, "start"],
  ["float", "90", true, "end"],
  [null, "90", true, "end"],
])("what is calculated as %s is told as %s", (renderer, text, hasSum, alignment) => {
  const type = typeOfField({ dataType: "calculated", properties: { renderer } });
  expect(type.text(90, field, setting)).toBe(text);
  expect(type.summaries.includes("sum")).toBe(hasSum);
  expect(type.alignment).toBe(alignment);
});

describe("what is shown reads as what it was", () => {
  test("durations", () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e6, max: 1e6 }), fc.constantFrom(7, 7.5, 8, 24), (minutes, hours) => {
        expect(durationRead(durationText(minutes, hours), hours)).toBe(minutes);
      }),
    );
  });

  test("timecodes, to the frame", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 31 - 1 }), (milliseconds) => {
        const text = timecodeText(milliseconds);
        expect(timecodeText(timecodeRead(text) ?? Number.NaN)).toBe(text);
      }),
    );
  });

  test("moments, to the second, wherever the reader is", () => {
    const seconds = fc.date({
      min: new Date("1971-01-01"),
      max: new Date("2100-01-01"),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(seconds, (date) => {
        const moment = `${date.toISOString().slice(0, 19)}Z`;
        const back = momentOf(localMinute(moment));
        // Where clocks are set back, two moments are spelled alike.
        expect(localMinute(back ?? "")).toBe(localMinute(moment));
      }),
    );
  });

  test("amounts", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("number", "percent"),
        fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
        (dataType, amount) => {
          const type = fieldTypeOf(dataType);
          expect(type.read?.(type.text(amount, field, setting), field, setting)).toBe(amount);
        },
      ),
    );
  });
});

test.each(["=1+1", "+1", "-1", "@x", "\t=1"])("a spreadsheet takes the text %j for no formula", (text) => {
  const { csv } = fieldTypeOf("text");
  expect(csv?.(text, field, setting)).toBe(`'${text}`);
});

test("values are ordered as the API orders them", () => {
  const ordered = (dataType: string, values: unknown[]) => [...values].sort(fieldTypeOf(dataType).compare);
  expect(ordered("text", ["b", "A", "a2", "a10"])).toEqual(["A", "a10", "a2", "b"]);
  expect(ordered("float", ["10.0", "9.5"])).toEqual(["9.5", "10.0"]);
  expect(ordered("footage", ["10-00", "9-15"])).toEqual(["9-15", "10-00"]);
});
