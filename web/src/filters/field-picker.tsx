import { useState } from "react";
import type { Field } from "../api/schema";
import { matching, type Option, Picker } from "../fields/picker";
import { cache } from "../site/cache";
import { fieldsQuery, useTypes } from "../site/schema";
import { useWords } from "../words/say";
import { isFilterable } from "./relations";

/** A path that is asked for often, and the name and the relation under which it is. */
export interface Offer {
  readonly path: string;
  readonly label: string;
  readonly relation?: string;
}

interface Props {
  readonly type: string;
  readonly project: number | null;
  readonly label: string;
  /** Which fields are offered; those that a filter may name unless it says otherwise. */
  readonly accepts?: (field: Field) => boolean;
  /** Which links are gone through for more fields. */
  readonly goesThrough?: (field: Field) => boolean;
  /** What comes before all other fields. */
  readonly offered?: readonly Offer[] | undefined;
  readonly onChoose: (path: string, field: Field, relation?: string) => void;
  readonly onClose: () => void;
}

type Choice = {
  readonly path: string;
  readonly field: Field;
  readonly next: string | null;
  readonly relation?: string | undefined;
};

const isLinking = (field: Field) => field.dataType === "entity" || field.dataType === "multi_entity";

/** A field of a type by its name or code, or of what the type links to, one link after another. */
export function FieldPicker({
  type,
  project,
  label,
  accepts,
  goesThrough,
  offered = [],
  onChoose,
  onClose,
}: Props) {
  const { say } = useWords();
  const types = useTypes();
  const [at, setAt] = useState<{ readonly prefix: string; readonly type: string }>({ prefix: "", type });
  const isOffered = accepts ?? (({ dataType }: Field) => isFilterable(dataType));
  const isGoneThrough = goesThrough ?? isLinking;

  async function offers(): Promise<readonly Option<Choice>[]> {
    const found = await Promise.all(
      offered.map(async ({ path, label: name, relation }): Promise<readonly Option<Choice>[]> => {
        const parts = path.split(".");
        const of = parts.at(-2) ?? type;
        const fields = await cache.fetchQuery(fieldsQuery(of, of === type ? project : null));
        const field = fields.find(({ code }) => code === parts.at(-1));
        if (field === undefined) return [];
        return [
          { key: `offer ${name}`, value: { path, field, next: null, relation }, label: name, hint: path },
        ];
      }),
    );
    return found.flat();
  }

  async function search(text: string): Promise<readonly Option<Choice>[]> {
    const fields = await cache.fetchQuery(fieldsQuery(at.type, at.type === type ? project : null));
    const shown = fields.filter((field) => field.isVisible && field.dataType !== "pivot_column");
    const own = shown.filter(isOffered).map((field): Option<Choice> => {
      const path = at.prefix + field.code;
      return { key: path, value: { path, field, next: null }, label: field.label, hint: field.code };
    });
    const through = shown.filter(isGoneThrough).flatMap((field) =>
      field.validTypes.map((next): Option<Choice> => {
        const path = `${at.prefix}${field.code}.${next}.`;
        const typeLabel = types.get(next)?.label ?? next;
        const name = field.validTypes.length > 1 ? `${field.label} (${typeLabel})` : field.label;
        return {
          key: path,
          value: { path, field, next },
          label: `${say("filters.through", { name })} ›`,
          hint: field.code,
        };
      }),
    );
    const byLabel = (one: Option<Choice>, other: Option<Choice>) => one.label.localeCompare(other.label);
    const first = at.prefix === "" ? matching(await offers(), text) : [];
    return [...first, ...matching(own.toSorted(byLabel), text), ...matching(through.toSorted(byLabel), text)];
  }

  return (
    <Picker
      key={at.prefix}
      label={label}
      placeholder={say("filters.findField")}
      search={search}
      chosen={[]}
      onChoose={({ value }) => {
        if (value.next === null) onChoose(value.path, value.field, value.relation);
        else setAt({ prefix: value.path, type: value.next });
      }}
      onClose={onClose}
    />
  );
}
