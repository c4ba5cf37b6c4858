import { useEffect } from "react";
import { isRecord } from "../api/failure";
import { isSpent } from "../api/media";
import { perform } from "../api/perform";
import { readRow } from "../api/rows";
import { tell } from "./notices";

/** Marks a link to a file with the Attachment that holds it. */
const FILE = "a[data-file]";

/** Let links to files lead there however long ago they were drawn: their addresses are signed, and good for a while. */
export function useFileLinks(): void {
  useEffect(() => {
    const clicked = (event: MouseEvent) => {
      const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>(FILE) : null;
      if (event.defaultPrevented || event.button !== 0 || link === null || !isSpent(link.href)) return;
      event.preventDefault();
      void open(Number(link.dataset.file));
    };
    document.addEventListener("click", clicked);
    return () => document.removeEventListener("click", clicked);
  }, []);
}

async function open(attachment: number): Promise<void> {
  // While the click is there: later no browser lets a window be opened.
  const opened = window.open("", "_blank");
  try {
    const { this_file: file } = (await perform(readRow("Attachment", attachment, ["this_file"]))).values;
    if (opened === null || !isRecord(file)) return;
    opened.opener = null;
    opened.location.replace(String(file.url));
  } catch (thrown) {
    opened?.close();
    tell({ thrown });
  }
}
