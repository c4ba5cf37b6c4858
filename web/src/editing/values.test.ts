import { expect, test } from "vitest";
import { isSameValue } from "./values";

const link = (id: number, name = "") => ({ type: "Tag", id, name });
const upload = { type: "Attachment", id: 7, link_type: "upload", name: "lamp.mov" };
const web = { type: "Attachment", id: 8, link_type: "web", name: "lamp", url: "https://lamp.example" };

test.each<[unknown, unknown, boolean]>([
  [null, undefined, true],
  ["a", "b", false],
  [link(1, "fog"), link(1), true],
  [[link(1), link(2)], [link(2), link(1)], true],
  [[link(1), link(2)], [link(1)], false],
  [["fog", "night"], ["night", "fog"], true],
  // An upload has another address at each reading, a link of the web another row at each writing.
  [{ ...upload, url: "https://a?signed=1" }, { ...upload, url: "https://a?signed=2" }, true],
  [{ ...upload, url: "https://a" }, { ...upload, id: 9, url: "https://a" }, false],
  [web, { ...web, id: 9 }, true],
  [web, { url: "https://lamp.example", name: "lamp" }, true],
  [web, { ...web, url: "https://fog.example" }, false],
])("%j and %j are the same: %j", (one, other, isSame) => {
  expect(isSameValue(one, other)).toBe(isSame);
});
