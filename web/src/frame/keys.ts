import { useEffect, useRef } from "react";
import { Store } from "../state/store";
import { type Combination, combinationOf, IS_MAC } from "./keystrokes";

/** An action that has a key. All of them are in one registry, which `?` lists. */
export interface Binding {
  readonly keys: readonly Combination[];
  /** What it does, in the language of now; what has none is not listed. */
  readonly label: string;
  readonly where: "anywhere" | "here";
  /** Whether it works while somebody types into a field, too. */
  readonly inFields: boolean;
  readonly run: (event: KeyboardEvent) => void;
}

/** All actions that have a key now; of two with the same key the last one counts. */
export const bindings = new Store<readonly Binding[]>([]);

interface Options {
  readonly label?: string;
  readonly where?: Binding["where"];
  readonly inFields?: boolean;
  readonly isOff?: boolean;
}

/** Give an action a key while the component is shown; `keys` may be one combination, or several separated by blanks. */
export function useKey(keys: string, run: (event: KeyboardEvent) => void, options: Options = {}): void {
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  const { label = "", where = "here", inFields = false, isOff = false } = options;
  useEffect(() => {
    if (isOff) return;
    const binding: Binding = {
      keys: keys.split(" "),
      label,
      where,
      inFields,
      run: (event) => latest.current(event),
    };
    bindings.set([...bindings.get(), binding]);
    return () => bindings.set(bindings.get().filter((each) => each !== binding));
  }, [keys, label, where, inFields, isOff]);
}

/** Do what a key is registered for, unless something nearer took it, or a dialog is open. */
export function listenToKeys(): () => void {
  const pressed = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing) return;
    if (document.querySelector('[aria-modal="true"]') !== null) return;
    const combination = combinationOf(event, IS_MAC);
    if (isOfControl(combination, event.target)) return;
    const isTyping = isField(event.target);
    const found = bindings
      .get()
      .findLast((each) => each.keys.includes(combination) && (each.inFields || !isTyping));
    if (found === undefined) return;
    event.preventDefault();
    found.run(event);
  };
  document.addEventListener("keydown", pressed);
  return () => document.removeEventListener("keydown", pressed);
}

/** `Enter` and `Space` on a button, a link and their like press it, whatever else they are registered for. */
function isOfControl(combination: Combination, target: EventTarget | null): boolean {
  if (combination !== "enter" && combination !== "space") return false;
  return (
    target instanceof Element && target.closest("button, a[href], summary, select, [role=menuitem]") !== null
  );
}

/** Whether keys that are pressed there are typed into it. */
export function isField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.isContentEditable || target.matches("input:not([type=checkbox], [type=radio]), textarea, select")
  );
}
