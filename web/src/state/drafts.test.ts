import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { draftOf, draftsAreOf, forgetDrafts, keepDraft } from "./drafts";

beforeEach(() => {
  const held: Record<string, string> = {};
  Object.defineProperties(held, {
    getItem: { value: (key: string) => held[key] ?? null },
    setItem: { value: (key: string, text: string) => Object.assign(held, { [key]: text }) },
    removeItem: { value: (key: string) => Reflect.deleteProperty(held, key) },
  });
  vi.stubGlobal("localStorage", held);
  draftsAreOf("HumanUser.1");
});

afterEach(() => vi.unstubAllGlobals());

it("keeps what was typed under its name, until nothing is left of it", () => {
  keepDraft("Note 5", "Too dark");
  expect(draftOf("Note 5")).toBe("Too dark");
  keepDraft("Note 5", "");
  expect(draftOf("Note 5")).toBeNull();
});

it("shows nobody another's", () => {
  keepDraft("Note 5", "Too dark");
  draftsAreOf("HumanUser.12");
  expect(draftOf("Note 5")).toBeNull();
  keepDraft("Note 5", "Too bright");
  forgetDrafts();
  expect(draftOf("Note 5")).toBeNull();
  draftsAreOf("HumanUser.1");
  expect(draftOf("Note 5")).toBe("Too dark");
});
