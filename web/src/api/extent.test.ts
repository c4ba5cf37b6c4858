import { describe, expect, it } from "vitest";
import { extentIn, isTooLarge } from "./extent";

const bytes = (...parts: readonly (string | number)[]) =>
  Uint8Array.from(
    parts.flatMap((part) =>
      typeof part === "string" ? [...part].map((each) => each.charCodeAt(0)) : [part],
    ),
  );

const WIDE = { width: 20_000, height: 300 };

describe("the extent of a picture", () => {
  it.each([
    ["PNG", bytes("\x89PNG\r\n\x1a\n", "\0\0\0\rIHDR", 0, 0, 0x4e, 0x20, 0, 0, 1, 0x2c), WIDE],
    ["JPEG", bytes(0xff, 0xd8, 0xff, 0xe0, 0, 4, 9, 9, 0xff, 0xc2, 0, 17, 8, 1, 0x2c, 0x4e, 0x20), WIDE],
    ["GIF", bytes("GIF89a", 0x20, 0x4e, 0x2c, 1), WIDE],
    ["BMP", bytes("BM", "\0".repeat(16), 0x20, 0x4e, 0, 0, 0xd4, 0xfe, 0xff, 0xff), WIDE],
    ["WebP", bytes("RIFF\0\0\0\0WEBPVP8X", "\0".repeat(8), 0x1f, 0x4e, 0, 0x2b, 1, 0), WIDE],
    [
      "lossy WebP",
      bytes("RIFF\0\0\0\0WEBPVP8 ", "\0".repeat(10), 0x20, 0x0e, 0x2c, 1),
      { width: 3616, height: 300 },
    ],
    [
      "lossless WebP",
      bytes("RIFF\0\0\0\0WEBPVP8L", "\0".repeat(5), 0xff, 0xc0, 0x4a, 0),
      { width: 256, height: 300 },
    ],
    [
      "AVIF",
      bytes("\0\0\0\x1cftypavif", "\0".repeat(8), "ispe\0\0\0\0", 0, 0, 0x4e, 0x20, 0, 0, 1, 0x2c),
      WIDE,
    ],
    ["JPEG that is cut off", bytes(0xff, 0xd8, 0xff, 0xe0, 0, 4), null],
    ["PNG that is cut off", bytes("\x89PNG"), null],
    ["text", bytes("hello"), null],
    ["nothing", bytes(), null],
  ])("is told by the first bytes of %s", (_, held, extent) => expect(extentIn(held)).toEqual(extent));

  it("may be too large to be shown", () => {
    expect(isTooLarge({ width: 20_000, height: 20_000 })).toBe(true);
    expect(isTooLarge({ width: 8192, height: 4320 })).toBe(false);
    expect(isTooLarge(null)).toBe(false);
  });
});
