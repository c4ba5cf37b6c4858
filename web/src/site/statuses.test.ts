import { expect, it } from "vitest";
import { colourIn } from "./statuses";

it.each([
  ["25,118,27", "rgb(25 118 27)"],
  ["0,0,255", "rgb(0 0 255)"],
  ["25,118", null],
  ["25,118,256", null],
  ["red", null],
  ["1,2,3); background: url(x", null],
  [null, null],
])("%s is the colour %s", (text, colour) => {
  expect(colourIn(text)).toBe(colour);
});
