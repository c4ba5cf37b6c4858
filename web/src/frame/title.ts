import { useEffect } from "react";

/** Say in the browser's tab what the page shows. */
export function useTitle(...parts: readonly (string | null | undefined)[]): void {
  const title = [...parts.filter(Boolean), "Slatehouse"].join(" · ");
  useEffect(() => {
    document.title = title;
  }, [title]);
}
