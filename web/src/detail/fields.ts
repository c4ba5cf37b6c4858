/** The fields of a detail page: what people look at first, and all others by name. */
import type { Field } from "../api/schema";
import { usualColumns } from "../grid/columns";
import { UNSHOWN } from "../grid/panel-field";
import { plain } from "../site/projects";

export interface FieldGroups {
  readonly first: readonly Field[];
  readonly others: readonly Field[];
}

/** `without` names fields that stand elsewhere on the page. */
export function groupsOf(
  type: string,
  fields: ReadonlyMap<string, Field>,
  without: ReadonlySet<string>,
): FieldGroups {
  const shown = [...fields.values()].filter(
    ({ code, dataType, isVisible }) =>
      isVisible && !UNSHOWN.has(dataType) && !without.has(code) && !/^cached_|^id$/.test(code),
  );
  const usual = usualColumns(type, fields).map(({ path }) => path);
  const at = ({ code }: Field) => usual.indexOf(code);
  return {
    first: shown.filter((field) => at(field) >= 0).toSorted((one, other) => at(one) - at(other)),
    others: shown
      .filter((field) => at(field) < 0)
      .toSorted((one, other) => one.label.localeCompare(other.label)),
  };
}

/** Whether all words of a text are in the field's name, code or description. */
export function isSought({ label, code, description }: Field, text: string): boolean {
  const said = plain([label, code, description].join(" "));
  return plain(text)
    .split(/\s+/)
    .every((word) => said.includes(word));
}
