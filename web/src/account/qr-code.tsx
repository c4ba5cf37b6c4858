import { useMemo } from "react";
import { useWords } from "../words/say";
import { qrCode } from "./qr";

/** So much white is around a code, in modules, for cameras to find it. */
const MARGIN = 4;

/** A text as a QR code: black on white in every theme, for cameras. Nothing where it is too long for one. */
export function QrCode({ text }: { readonly text: string }) {
  const { say } = useWords();
  const path = useMemo(() => pathOf(text), [text]);
  if (path === null) return null;
  const size = path.edge + 2 * MARGIN;
  return (
    <svg width={196} height={196} viewBox={`0 0 ${size} ${size}`} role="img" aria-label={say("account.code")}>
      <rect width={size} height={size} fill="#ffffff" />
      <path d={path.drawn} fill="#000000" shapeRendering="crispEdges" />
    </svg>
  );
}

function pathOf(text: string): { readonly edge: number; readonly drawn: string } | null {
  try {
    const code = qrCode(text);
    const squares = code.flatMap((row, y) =>
      row.flatMap((isDark, x) => (isDark ? [`M${x + MARGIN} ${y + MARGIN}h1v1h-1z`] : [])),
    );
    return { edge: code.length, drawn: squares.join("") };
  } catch (thrown) {
    if (thrown instanceof RangeError) return null;
    throw thrown;
  }
}
