import { useRouter } from "@tanstack/react-router";
import { useEffect } from "react";

/** Let plain links to pages of the application, as values of grids have them, lead there without loading it anew. */
export function useInnerLinks(): void {
  const router = useRouter();
  useEffect(() => {
    const clicked = (event: MouseEvent) => {
      if (event.defaultPrevented || event.button !== 0) return;
      if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
      const link = event.target instanceof Element ? event.target.closest("a") : null;
      const href = link?.getAttribute("href") ?? "";
      if (!/^\/(detail|grid|notes|account)\b/.test(href) || link?.target || link?.hasAttribute("download"))
        return;
      event.preventDefault();
      void router.navigate({ href });
    };
    document.addEventListener("click", clicked);
    return () => document.removeEventListener("click", clicked);
  }, [router]);
}
