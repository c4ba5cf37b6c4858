import { describe, expect, it } from "vitest";
import { qrCode } from "./qr";

describe("the QR code of a text", () => {
  it("is the one that other programs draw", () => {
    const drawn = qrCode("otpauth://totp").map((row) => row.map(Number).join(""));
    expect(drawn).toEqual([
      "111111100101101111111",
      "100000100110101000001",
      "101110101010001011101",
      "101110101111101011101",
      "101110101100101011101",
      "100000101010101000001",
      "111111101010101111111",
      "000000001100100000000",
      "101111100000101111100",
      "101110000101001011111",
      "001011110001101100110",
      "011110001000100101111",
      "111001110111101111011",
      "000000001101011110101",
      "111111100111111000110",
      "100000101001000101101",
      "101110101101001000011",
      "101110101000011010100",
      "101110101001111001100",
      "100000100110110001100",
      "111111101001111001010",
    ]);
  });

  it.each([
    [1, 21],
    [14, 21],
    [15, 25],
    [150, 49],
    [412, 77],
  ])("of %d bytes has %d modules along each edge", (length, edge) => {
    const code = qrCode("x".repeat(length));
    expect(code).toHaveLength(edge);
    expect(code.every((row) => row.length === edge)).toBe(true);
  });

  it("has three corners, whatever the text", () => {
    const corner = [0, 6].flatMap((y) => [0, 1, 2, 3, 4, 5, 6].map((x) => [x, y] as const));
    const code = qrCode("otpauth://totp/Slatehouse:grüße?secret=ABC");
    const last = code.length - 7;
    for (const [left, top] of [
      [0, 0],
      [last, 0],
      [0, last],
    ] as const)
      expect(corner.every(([x, y]) => code[top + y]?.[left + x] === true)).toBe(true);
  });

  it("is refused where the text is too long", () => {
    expect(() => qrCode("x".repeat(413))).toThrow(RangeError);
  });
});
