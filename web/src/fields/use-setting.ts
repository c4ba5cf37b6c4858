import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { isRecord } from "../api/failure";
import { perform } from "../api/perform";
import { dataIn } from "../api/row";
import { useStatuses } from "../site/statuses";
import { useWords } from "../words/say";
import type { Setting } from "./field-type";

const HOURS_PER_DAY = 8;

/** How values are read here: the reader's language and zone, the site's day of work and statuses. */
export function useSetting(): Setting {
  const { format } = useWords();
  const statuses = useStatuses();
  const { data: hoursPerDay = HOURS_PER_DAY } = useQuery({
    queryKey: ["site", "hours per day"],
    queryFn: ({ signal }) => perform(readHoursPerDay, signal),
  });
  return useMemo(() => ({ format, statuses, hoursPerDay }), [format, statuses, hoursPerDay]);
}

const readHoursPerDay = {
  method: "GET",
  path: "/preferences",
  query: { prefs: "hours_per_day" },
  read: (body: unknown) => {
    const data = dataIn(body);
    const hours = Number(isRecord(data) ? data.hours_per_day : Number.NaN);
    return hours > 0 ? hours : HOURS_PER_DAY;
  },
} as const;
