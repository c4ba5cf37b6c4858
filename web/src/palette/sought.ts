import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useEffect, useState } from "react";
import { perform } from "../api/perform";
import { textSearch } from "../api/rows";
import { gridTypes } from "../frame/types";
import { useTypes } from "../site/schema";
import { holds, inOrder } from "./finding";

const MOST = 20;
const SHORTEST = 2;
const PAUSE = 120;

/** Rows of all types whose names meet a text, as the site finds them while it is typed. */
export function useSought(text: string, project: number | null) {
  const types = ["Note", "Project", ...gridTypes(useTypes())];
  const asked = useDeferredValue(usePaused(text.trim()));
  const query = useQuery({
    queryKey: ["found", asked, project, types],
    queryFn: ({ signal }) => perform(textSearch(asked, types, project, MOST), signal),
    enabled: asked.length >= SHORTEST && types.length > 2,
    staleTime: 10_000,
    gcTime: 60_000,
    placeholderData: (before) => before,
  });
  const isAsked = text.trim().length >= SHORTEST;
  const isOfBefore = asked !== text.trim() || query.isPlaceholderData;
  const found = query.data ?? [];
  // What was found before more was typed stands there only as far as it is still meant: Enter opens the first.
  const hits = isOfBefore ? found.filter(({ name }) => holds(name, text)) : found;
  return {
    hits: isAsked ? inOrder(hits, text) : [],
    isLooking: isAsked && (query.isFetching || asked !== text.trim()),
    error: isAsked ? query.error : null,
  };
}

/** A text, once nobody has typed for a moment. */
function usePaused(text: string): string {
  const [paused, setPaused] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setPaused(text), PAUSE);
    return () => clearTimeout(timer);
  }, [text]);
  return paused;
}
