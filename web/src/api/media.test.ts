import { expect, test } from "vitest";
import { isSpent } from "./media";

const SIGNED = "https://site.example/media/lamp.png?X-Amz-Date=20261126T180000Z&X-Amz-Expires=900";

test.each([
  [SIGNED, "2026-11-26T18:10:00Z", false],
  [SIGNED, "2026-11-26T18:14:45Z", true],
  [SIGNED, "2026-11-27T18:00:00Z", true],
  ["https://lamp.example/reference", "2026-11-26T18:10:00Z", false],
  ["/media/lamp.png?X-Amz-Date=yesterday&X-Amz-Expires=900", "2026-11-26T18:10:00Z", false],
])("%s at %s is spent: %s", (address, now, isIt) => {
  expect(isSpent(address, Date.parse(now))).toBe(isIt);
});
