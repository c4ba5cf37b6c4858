import type { Link } from "../api/row";
import type { Setting } from "../fields/field-type";
import type { RowsTab } from "./tabs";

/** What every way to show the rows of a tab is told. */
export interface TabProps {
  readonly tab: RowsTab;
  /** The row that they belong to. */
  readonly of: Link;
  readonly setting: Setting;
  readonly project: number | null;
}
