import { useLayoutEffect, useMemo, useRef } from "react";

/** The same functions for as long as the component is shown, which do what the latest ones do. */
export function useStable<Functions extends object>(functions: Functions): Functions {
  const latest = useRef(functions);
  // Before anything that is shown below does something by itself, as an editor that is done when it opens.
  useLayoutEffect(() => {
    latest.current = functions;
  });
  return useMemo(() => {
    const names = Object.keys(latest.current) as (keyof Functions)[];
    const stable = names.map((name) => [
      name,
      (...sent: unknown[]) => (latest.current[name] as (...sent: unknown[]) => unknown)(...sent),
    ]);
    return Object.fromEntries(stable) as Functions;
  }, []);
}
