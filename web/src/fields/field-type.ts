/** What a data type is to a person: how its values are shown, told as text, read from text, edited, compared and summed up. */
import type { ComponentType } from "react";
import type { Link } from "../api/row";
import type { Field } from "../api/schema";
import type { Status } from "../site/statuses";
import type { Formats } from "../words/formats";
import type { Unreadable } from "./unreadable";

/** How people at this site and this window read values. */
export interface Setting {
  readonly format: Formats;
  readonly hoursPerDay: number;
  readonly statuses: ReadonlyMap<string, Status>;
}

export interface ShowProps {
  readonly value: unknown;
  readonly field: Field;
  readonly setting: Setting;
  /** The row that tells the value, and under which path. */
  readonly of?: { readonly row: Link; readonly field: string } | undefined;
  /** How wide the place is, in pixels, where it has but one line. */
  readonly room?: number | undefined;
}

/** Where to go from a cell whose editor closes. */
export type Step = "stay" | "down" | "next" | "previous";

export interface EditorProps extends ShowProps {
  /** What was typed to open the editor, in place of the value. */
  readonly typed?: string | undefined;
  readonly label: string;
  readonly projectId?: number | undefined;
  /** Called with the new value; the editor closes, and what is being edited moves on. */
  readonly onDone: (value: unknown, step?: Step) => void;
  readonly onCancel: (step?: Step) => void;
}

/** How a column may be summed up, in the API's words (contract rest/30 §3); `each` counts the rows of each value. */
export const SUMMARIES = [
  "record_count",
  "count",
  "sum",
  "maximum",
  "minimum",
  "average",
  "earliest",
  "latest",
  "percentage",
  "status_percentage",
  "status_percentage_as_float",
  "status_list",
  "checked",
  "unchecked",
  "each",
] as const;

export type Summary = (typeof SUMMARIES)[number];

export interface FieldType {
  readonly dataType: string;
  /** A cell; where it is missing, the text is shown. */
  readonly Show?: ComponentType<ShowProps>;
  /** Where it is missing, what can be read from text is typed, and what cannot is not edited. */
  readonly Editor?: ComponentType<EditorProps>;
  /** The text with which typing begins, where it is not the text that is shown. */
  readonly spelled?: (value: unknown) => string;
  readonly input?: "decimal" | "date" | "datetime-local" | "url";
  /** The value in words, for people and spreadsheets; `""` where there is none. */
  readonly text: (value: unknown, field: Field, setting: Setting) => string;
  /** A value for files, where it is not the text. */
  readonly csv?: (value: unknown, field: Field, setting: Setting) => string;
  /** The value that a typed or pasted text stands for. */
  readonly read?: (text: string, field: Field, setting: Setting) => unknown | Unreadable;
  /** Order of two values that are there; rows without one come last. */
  readonly compare: (a: unknown, b: unknown) => number;
  readonly alignment: "start" | "end";
  readonly summaries: readonly Summary[];
  /** How rows may be put in groups: `_summarize`'s words, `exact` first; none where they cannot. */
  readonly groupings: readonly string[];
  readonly isSortable: boolean;
  /** Usual width in pixels. */
  readonly width: number;
  /** The relation with which a new condition begins. */
  readonly relation: string;
  /** What a cleared cell is written as. */
  readonly empty: unknown;
}
