import { describe, expect, it } from "vitest";
import { EventReader } from "./events";

const STREAM =
  ': reached\nid: 7\n\nid: 8\ndata: {"a":\ndata: 1}\n\nevent: end\r\ndata: over\r\n\r\n: reached\nid: 9\n\n';

describe("a stream of events", () => {
  it("is the same in whatever pieces it comes", () => {
    const whole = new EventReader();
    const expected = [
      { name: "message", data: '{"a":\n1}' },
      { name: "end", data: "over" },
    ];
    expect(whole.read(STREAM)).toEqual(expected);
    expect(whole.lastId).toBe("9");
    for (let size = 1; size < STREAM.length; size += 1) {
      const reader = new EventReader();
      const pieces = STREAM.match(new RegExp(`[^]{1,${size}}`, "g")) ?? [];
      expect(pieces.flatMap((piece) => reader.read(piece))).toEqual(expected);
      expect(reader.lastId).toBe("9");
    }
  });

  it("tells nothing of a block that has not ended", () => {
    expect(new EventReader().read("data: half")).toEqual([]);
  });
});
