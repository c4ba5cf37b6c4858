/** Keys of the grid, besides those that move its cursor. */
import type { KeyboardEvent } from "react";

export interface KeyActs {
  readonly open: () => void;
  readonly openPage: () => void;
  readonly edit: () => void;
  readonly look: () => void;
  readonly clear: () => void;
  readonly goBack: () => void;
  readonly tick: (isExtending: boolean) => void;
  readonly selectAll: () => void;
  readonly menu: () => void;
}

const ACTS: Readonly<Record<string, (acts: KeyActs) => void>> = {
  enter: ({ open }) => open(),
  "shift+enter": ({ openPage }) => openPage(),
  e: ({ edit }) => edit(),
  f2: ({ edit }) => edit(),
  v: ({ look }) => look(),
  delete: ({ clear }) => clear(),
  backspace: ({ clear }) => clear(),
  escape: ({ goBack }) => goBack(),
  " ": ({ tick }) => tick(false),
  "shift+ ": ({ tick }) => tick(true),
  "mod+a": ({ selectAll }) => selectAll(),
  contextmenu: ({ menu }) => menu(),
  "shift+f10": ({ menu }) => menu(),
};

/** Do what a key asks for; false where it asks for nothing. */
export function actOn(event: KeyboardEvent, acts: KeyActs): boolean {
  const isLetter = event.key.length === 1 && event.key !== " ";
  const mod = event.ctrlKey || event.metaKey ? "mod+" : "";
  const shift = event.shiftKey && !isLetter ? "shift+" : "";
  const act = ACTS[`${mod}${shift}${event.key.toLowerCase()}`];
  act?.(acts);
  return act !== undefined;
}
