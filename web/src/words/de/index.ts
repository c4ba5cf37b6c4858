import type { Catalogue } from "../en";
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

/** What the pages say, in German. */
export const de: Catalogue = {
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
};
