/** Put a text into the clipboard. Browsers give pages that come without TLS the old way alone. */
export async function copyText(text: string): Promise<void> {
  if (navigator.clipboard !== undefined) return navigator.clipboard.writeText(text);
  const place = document.createElement("textarea");
  place.value = text;
  place.className = "hidden-but-said";
  const before = document.activeElement;
  (before?.closest('[role="dialog"]') ?? document.body).append(place);
  place.select();
  document.execCommand("copy");
  place.remove();
  if (before instanceof HTMLElement) before.focus();
}
