import { useEffect, useRef } from "react";
import type { Change } from "../api/following";
import { onChanges } from "./feed";

/** Be told, in a component, of changes as they happen. */
export function useChanges(listener: (changes: readonly Change[]) => void): void {
  const latest = useRef(listener);
  useEffect(() => {
    latest.current = listener;
  });
  useEffect(() => onChanges((changes) => latest.current(changes)), []);
}
