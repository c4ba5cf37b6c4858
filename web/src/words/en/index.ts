import type { Message } from "../message";
import { account } from "./account";
import { detail } from "./detail";
import { failures } from "./failures";
import { fields } from "./fields";
import { filters } from "./filters";
import { frame } from "./frame";
import { grid } from "./grid";
import { notes } from "./notes";
import { pages } from "./pages";
import { types } from "./types";
import { views } from "./views";

/** What the pages say, in English: the keys of every other language are these. */
export const en = {
  ...failures,
  ...frame,
  ...pages,
  ...types,
  ...notes,
  ...grid,
  ...filters,
  ...fields,
  ...detail,
  ...account,
  ...views,
} as const satisfies Record<string, Message>;

export type English = typeof en;

/** What a catalogue in any language holds. */
export type Catalogue = Readonly<Record<keyof English, Message>>;
