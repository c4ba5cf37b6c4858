import type { Call } from "./call";
import type { Described } from "./described";
import { isRecord } from "./failure";
import { dataIn } from "./row";

/** An entity type of the site. */
export interface EntityType {
  /** The name that the API knows it by. */
  readonly name: string;
  /** The name that people know it by. */
  readonly label: string;
  readonly isVisible: boolean;
}

/** A field of an entity type. */
export interface Field {
  /** The code that the API knows it by: `sg_status_list`. */
  readonly code: string;
  /** The name that people know it by: "Status". */
  readonly label: string;
  readonly entityType: string;
  readonly dataType: string;
  readonly description: string;
  readonly isEditable: boolean;
  readonly isMandatory: boolean;
  readonly isUnique: boolean;
  readonly isVisible: boolean;
  /** What may be chosen, in its order: the values of a list, the codes of statuses. Hidden ones are left out. */
  readonly validValues: readonly string[];
  /** What people call a value, where that is not the value itself. */
  readonly displayValues: Readonly<Record<string, string>>;
  /** The entity types that a link may lead to. */
  readonly validTypes: readonly string[];
  readonly defaultValue: unknown;
  /** All that the site says of the field besides. */
  readonly properties: Readonly<Record<string, unknown>>;
}

export function readTypes(): Call<readonly EntityType[]> {
  return {
    method: "GET",
    path: "/schema",
    read: (body) =>
      Object.entries((body as Described<"read_schema">).data).map(([name, said]) => ({
        name,
        label: said.name.value || name,
        isVisible: said.visible.value,
      })),
  };
}

/** The fields of a type; a project may have hidden some, or allow other statuses. */
export function readFields(type: string, project: number | null): Call<readonly Field[]> {
  return {
    method: "GET",
    path: `/schema/${type}/fields`,
    query: project === null ? undefined : { project_id: String(project) },
    read: (body) => each(dataIn(body), (code, said) => fieldIn(type, code, said)),
  };
}

function fieldIn(type: string, code: string, said: Readonly<Record<string, unknown>>): Field {
  const properties = Object.fromEntries(
    Object.entries(isRecord(said.properties) ? said.properties : {}).map(([name, held]) => [
      name,
      value(held),
    ]),
  );
  const hidden = new Set(texts(properties.hidden_values));
  return {
    code,
    label: text(said.name) || code,
    entityType: type,
    dataType: text(said.data_type),
    description: text(said.description),
    isEditable: value(said.editable) === true,
    isMandatory: value(said.mandatory) === true,
    isUnique: value(said.unique) === true,
    isVisible: value(said.visible) !== false,
    validValues: texts(properties.valid_values).filter((one) => !hidden.has(one)),
    displayValues: namesIn(properties.display_values),
    validTypes: texts(properties.valid_types),
    defaultValue: properties.default_value,
    properties,
  };
}

function each<Of>(
  data: unknown,
  read: (name: string, said: Readonly<Record<string, unknown>>) => Of,
): readonly Of[] {
  return Object.entries(isRecord(data) ? data : {}).flatMap(([name, said]) =>
    isRecord(said) ? [read(name, said)] : [],
  );
}

/** The schema says each thing as `{"value": …, "editable": …}`. */
function value(held: unknown): unknown {
  return isRecord(held) ? held.value : undefined;
}

function text(held: unknown): string {
  const found = value(held);
  return typeof found === "string" ? found : "";
}

function texts(found: unknown): readonly string[] {
  return Array.isArray(found) ? found.filter((one) => typeof one === "string") : [];
}

function namesIn(found: unknown): Readonly<Record<string, string>> {
  const pairs = Object.entries(isRecord(found) ? found : {});
  return Object.fromEntries(pairs.filter((pair): pair is [string, string] => typeof pair[1] === "string"));
}
