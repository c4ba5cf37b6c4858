/** A combination of keys as it is registered: `mod+k`, `shift+enter`, `?`, `/`, `escape`. `mod` is Command on a Mac. */
export type Combination = string;

const NAMES: Readonly<Record<string, string>> = { " ": "space", esc: "escape" };
const SIGNS: Readonly<Record<string, string>> = {
  enter: "Enter",
  escape: "Esc",
  space: "Space",
  tab: "Tab",
  arrowup: "↑",
  arrowdown: "↓",
  arrowleft: "←",
  arrowright: "→",
  shift: "Shift",
  alt: "Alt",
};

export type Pressed = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">;

/** The combination that was pressed. Shift counts where it does not make another letter of the key. */
export function combinationOf(event: Pressed, isMac: boolean): Combination {
  const key = event.key.toLowerCase();
  const name = NAMES[key] ?? key;
  const isSign = name.length === 1 && !/[a-z0-9]/.test(name);
  return [
    (isMac ? event.metaKey : event.ctrlKey) && "mod",
    (isMac ? event.ctrlKey : event.metaKey) && "other",
    event.altKey && "alt",
    event.shiftKey && !isSign && "shift",
    name,
  ]
    .filter(Boolean)
    .join("+");
}

/** A combination as its keys are labelled, one by one: `mod+k` is Ctrl and K. */
export function labels(combination: Combination, isMac: boolean): readonly string[] {
  return combination.split("+").map((each) => {
    if (each === "mod") return isMac ? "⌘" : "Ctrl";
    return SIGNS[each] ?? each.toUpperCase();
  });
}

/** Whether the browser runs on a Mac. */
export const IS_MAC = typeof navigator !== "undefined" && /mac|iphone|ipad/i.test(navigator.platform);
