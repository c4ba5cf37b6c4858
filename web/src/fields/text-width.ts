const widths = new Map<string, number>();
const MOST = 5000;
let drawing: CanvasRenderingContext2D | null = null;

/** How wide a text is as the pages write it, in pixels. */
export function textWidth(text: string): number {
  const known = widths.get(text);
  if (known !== undefined) return known;
  if (drawing === null) {
    drawing = document.createElement("canvas").getContext("2d");
    if (drawing === null) return 0;
    const { fontSize, fontFamily } = getComputedStyle(document.body);
    drawing.font = `${fontSize} ${fontFamily}`;
  }
  const width = drawing.measureText(text).width;
  if (widths.size >= MOST) widths.clear();
  widths.set(text, width);
  return width;
}
