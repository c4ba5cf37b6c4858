/** Scroll sideways, so that the cell is not under the columns that stay. */
export function revealColumn(scroller: HTMLElement | null, column: number, leadWidth: number): void {
  if (scroller === null) return;
  const widths = [...scroller.style].filter((name) => name.startsWith("--column-"));
  const widthOf = (at: number) => Number.parseFloat(scroller.style.getPropertyValue(`--column-${at}`)) || 0;
  let start = leadWidth;
  for (let at = 0; at < Math.min(column, widths.length); at += 1) start += widthOf(at);
  const end = start + widthOf(column);
  // Of one that is wider than its room, the beginning is seen.
  const [first, last] = [start - leadWidth, end - scroller.clientWidth];
  if (first < scroller.scrollLeft) scroller.scrollLeft = first;
  else if (last > scroller.scrollLeft) scroller.scrollLeft = Math.min(first, last);
}
