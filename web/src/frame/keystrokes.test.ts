import { describe, expect, it } from "vitest";
import { combinationOf, labels, type Pressed } from "./keystrokes";

const NONE: Pressed = { key: "", ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };

describe("keys", () => {
  it.each([
    [{ key: "k", ctrlKey: true }, false, "mod+k"],
    [{ key: "k", metaKey: true }, true, "mod+k"],
    [{ key: "k", metaKey: true }, false, "other+k"],
    [{ key: "?", shiftKey: true }, false, "?"],
    [{ key: "/" }, false, "/"],
    [{ key: "N" }, false, "n"],
    [{ key: "N", shiftKey: true }, false, "shift+n"],
    [{ key: "Enter", shiftKey: true }, false, "shift+enter"],
    [{ key: " " }, false, "space"],
    [{ key: "z", ctrlKey: true, shiftKey: true }, false, "mod+shift+z"],
  ])("%j are the combination (on a Mac: %s) %s", (pressed, isMac, combination) => {
    expect(combinationOf({ ...NONE, ...pressed }, isMac)).toBe(combination);
  });

  it.each([
    ["mod+k", false, ["Ctrl", "K"]],
    ["mod+k", true, ["⌘", "K"]],
    ["shift+enter", false, ["Shift", "Enter"]],
    ["?", false, ["?"]],
    ["arrowdown", false, ["↓"]],
  ])("%s (on a Mac: %s) is labelled %j", (combination, isMac, shown) => {
    expect(labels(combination, isMac)).toEqual(shown);
  });
});
