import { Store } from "./store";

const PREFIX = "slatehouse.";

/** A choice that this browser keeps, in all of its windows; where it keeps nothing, it is good until the window closes. */
export class Remembered<Choice extends string> extends Store<Choice> {
  private readonly key: string;

  constructor(name: string, choices: readonly Choice[], otherwise: Choice) {
    const among = (kept: string | null) => choices.find((each) => each === kept) ?? otherwise;
    const key = PREFIX + name;
    super(among(kept(key)));
    this.key = key;
    globalThis.window?.addEventListener("storage", (event) => {
      if (event.key === key) super.set(among(event.newValue));
    });
  }

  override set(choice: Choice): void {
    keep(this.key, choice);
    super.set(choice);
  }
}

/** What the browser keeps under a key; null where it keeps nothing, or keeps nothing at all. */
export function kept(key: string): string | null {
  try {
    return globalThis.localStorage?.getItem(key) ?? null;
  } catch {
    return null;
  }
}

/** Let the browser keep a text, or forget it. */
export function keep(key: string, text: string | null): void {
  try {
    if (text === null) globalThis.localStorage?.removeItem(key);
    else globalThis.localStorage?.setItem(key, text);
  } catch {
    // Full, or forbidden: the choice is good until the window closes.
  }
}

/** The keys under which the browser keeps something. */
export function keptKeys(): readonly string[] {
  try {
    return Object.keys(globalThis.localStorage ?? {});
  } catch {
    return [];
  }
}
