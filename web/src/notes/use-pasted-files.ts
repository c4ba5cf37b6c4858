import { useEffect, useRef } from "react";

type Take = (files: readonly File[]) => void;

/** Those who take pasted files now; of several the one that came last, as a dialog over a page. */
const takers: { readonly current: Take }[] = [];

/** Take files that are pasted anywhere on the page, unless they come with a text: then they are a picture of the text. */
export function usePastedFiles(take: Take): void {
  const latest = useRef(take);
  useEffect(() => {
    latest.current = take;
  });
  useEffect(() => {
    takers.push(latest);
    const pasted = (event: ClipboardEvent) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (takers.at(-1) !== latest || event.defaultPrevented || files.length === 0) return;
      if (event.clipboardData?.getData("text/plain") !== "") return;
      event.preventDefault();
      latest.current(files);
    };
    document.addEventListener("paste", pasted);
    return () => {
      document.removeEventListener("paste", pasted);
      takers.splice(takers.indexOf(latest), 1);
    };
  }, []);
}
