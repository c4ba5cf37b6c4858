import { describe, expect, it } from "vitest";
import type { ThreadItem } from "../api/threads";
import { mentionAt, mentioned, withMention } from "./mentions";
import { messagesIn } from "./messages";
import { piecesOf } from "./pieces";

const MIRA = { type: "HumanUser", id: 1, name: "Mira Holt", image: null };
const NOOR = { type: "HumanUser", id: 2, name: "Noor", image: null };

function item(type: string, id: number, author: typeof MIRA, minute: number): ThreadItem {
  const at = `2026-11-26T09:${String(minute).padStart(2, "0")}:00Z`;
  return { type, id, content: type === "Attachment" ? "" : `${type} ${id}`, at, author, values: {} };
}

describe("files of a thread", () => {
  it.each([
    [
      "stand with the note that they came with",
      [
        ["Note", MIRA, 0],
        ["Attachment", MIRA, 0],
      ],
      [[1]],
    ],
    [
      "stand with the reply that follows",
      [
        ["Note", MIRA, 0],
        ["Attachment", NOOR, 9],
        ["Reply", NOOR, 9],
      ],
      [[], [1]],
    ],
    [
      "of others stand alone",
      [
        ["Note", MIRA, 0],
        ["Attachment", NOOR, 9],
      ],
      [[], [1]],
    ],
    [
      "do not wait for a later reply",
      [
        ["Note", MIRA, 0],
        ["Attachment", MIRA, 1],
        ["Reply", MIRA, 30],
      ],
      [[1], []],
    ],
  ] as const)("%s", (_, items, files) => {
    const messages = messagesIn(items.map(([type, who, minute], at) => item(type, at, who, minute)));
    expect(messages.map((each) => each.files.map(({ id }) => id))).toEqual(files);
  });
});

describe("a mention", () => {
  it.each([
    ["@mi", { from: 0, text: "mi" }],
    ["See (@", { from: 5, text: "" }],
    ["For @Mira Ho", { from: 4, text: "Mira Ho" }],
    ["mail a@b", null],
    ["@Mira Holt said", null],
  ])("is read of %j", (text, typing) => expect(mentionAt(text, text.length)).toEqual(typing));

  it("takes the place of what was typed", () =>
    expect(withMention("For @mi now", { from: 4, text: "mi" }, "Mira Holt")).toEqual({
      text: "For @Mira Holt now",
      caret: 15,
    }));

  it("counts while the text still has it", () =>
    expect(mentioned("Ask @Noor.", [MIRA, NOOR, NOOR])).toEqual([NOOR]));
});

describe("pieces of a text", () => {
  it("can be followed where they are addresses of the web", () =>
    expect(piecesOf("See https://a.example/b?c=1, or javascript:alert(1)")).toEqual([
      { text: "See ", address: null },
      { text: "https://a.example/b?c=1", address: "https://a.example/b?c=1" },
      { text: ", or javascript:alert(1)", address: null },
    ]));
});
