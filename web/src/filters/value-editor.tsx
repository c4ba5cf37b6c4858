import type { ReactNode } from "react";
import { isLink, type Link } from "../api/row";
import type { Field } from "../api/schema";
import type { FieldType, Setting } from "../fields/field-type";
import { fieldTypeOf } from "../fields/field-types";
import { findLinks } from "../fields/find-links";
import { linkKey, linkName } from "../fields/links";
import { matching, type Option, Picker } from "../fields/picker";
import { statusLabel } from "../fields/status-list";
import { isUnreadable } from "../fields/unreadable";
import { useWords } from "../words/say";
import classes from "./filters.module.css";
import { type Relation, TIME_UNITS, type ValueKind } from "./relations";

export interface ValueProps {
  readonly field: Field;
  readonly setting: Setting;
  readonly project: number | null;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
}

/** What a condition compares with, by what its relation takes. What is not complete yet is `undefined`. */
export function ValueEditor({ relation, ...props }: ValueProps & { readonly relation: Relation }) {
  const Editor = EDITORS[relation.value];
  return <Editor {...props} />;
}

const EDITORS: Readonly<Record<ValueKind, (props: ValueProps) => ReactNode>> = {
  own: (props) => (isChosen(props.field) ? <ManyOf {...props} isSingle /> : <OneText {...props} />),
  many: (props) => (isChosen(props.field) ? <ManyOf {...props} /> : <Lines {...props} />),
  pair: Pair,
  span: Span,
  offset: (props) => <Amount {...props} label="filters.offset" />,
  name: (props) => <PlainText {...props} />,
  type: TypeName,
  json: Json,
};

const isLinking = ({ dataType }: Field) => dataType === "entity" || dataType === "multi_entity";

function isChosen(field: Field): boolean {
  return (
    isLinking(field) ||
    ((field.dataType === "list" || field.dataType === "status_list") && field.validValues.length > 0)
  );
}

/** Links or choices, by typing; those that are chosen stand before. */
function ManyOf({
  field,
  setting,
  project,
  value,
  onChange,
  isSingle = false,
}: ValueProps & { readonly isSingle?: boolean }) {
  const { say } = useWords();
  const chosen = (Array.isArray(value) ? value : value === undefined || value === null ? [] : [value]).map(
    optionOf,
  );
  const choices = field.validValues.map((each) => optionOf(each));

  function optionOf(each: unknown): Option<unknown> {
    if (isLink(each)) return { key: linkKey(each), value: each, label: linkName(each), hint: each.type };
    const code = String(each);
    return { key: code, value: code, label: statusLabel(code, field, setting) };
  }

  async function search(text: string): Promise<readonly Option<unknown>[]> {
    if (!isLinking(field)) return matching(choices, text);
    return (await findLinks(text, field.validTypes, project)).map((link: Link) => optionOf(link));
  }

  const set = (options: readonly Option<unknown>[]) =>
    onChange(options.length === 0 ? undefined : options.map((each) => each.value));
  const without = (option: Option<unknown>) => chosen.filter((each) => each.key !== option.key);
  return (
    <span className={classes.many}>
      {chosen.map((option) => (
        <button
          key={option.key}
          type="button"
          className={classes.chosen}
          aria-label={say("filters.remove", { condition: option.label })}
          onClick={() => (isSingle ? onChange(undefined) : set(without(option)))}
        >
          {option.label} ×
        </button>
      ))}
      {(!isSingle || chosen.length === 0) && (
        <InlinePicker
          label={say("filters.value")}
          search={search}
          chosen={chosen}
          isSingle={isSingle}
          onPick={(option) => {
            if (isSingle) onChange(option.value);
            else set(without(option).length < chosen.length ? without(option) : [...chosen, option]);
          }}
        />
      )}
    </span>
  );
}

interface InlineProps {
  readonly label: string;
  readonly search: (text: string) => Promise<readonly Option<unknown>[]>;
  readonly chosen: readonly Option<unknown>[];
  readonly isSingle: boolean;
  readonly onPick: (option: Option<unknown>) => void;
}

function InlinePicker({ label, search, chosen, isSingle, onPick }: InlineProps) {
  return (
    <span className={classes.input}>
      <Picker
        label={label}
        search={search}
        chosen={chosen}
        isInline
        {...(isSingle ? { onChoose: onPick } : { onToggle: onPick })}
        onClose={() => undefined}
      />
    </span>
  );
}

/** Data types whose values have a form, and are asked for by words in them. */
const BY_WORDS: ReadonlySet<string> = new Set(["footage", "tag_list"]);

function readerOf({ dataType, read }: FieldType): NonNullable<FieldType["read"]> {
  return read === undefined || BY_WORDS.has(dataType) ? (text) => text : read;
}

/** A text field for a value of the field's own type; it keeps what is typed while that means nothing yet. */
function OneText(props: ValueProps & { readonly label?: "filters.from" | "filters.to" }) {
  const { say } = useWords();
  const { field, setting, value, onChange, label } = props;
  const type = fieldTypeOf(field.dataType);
  const shown =
    value === undefined || value === null ? "" : (type.spelled?.(value) ?? type.text(value, field, setting));
  if (field.dataType === "checkbox") {
    return (
      <select
        className={classes.input}
        aria-label={say("filters.value")}
        value={String(value ?? "true")}
        onChange={(event) => onChange(event.currentTarget.value === "true")}
      >
        <option value="true">{say("filters.check.ticked")}</option>
        <option value="false">{say("filters.check.notTicked")}</option>
      </select>
    );
  }
  return (
    <input
      className={classes.input}
      aria-label={say(label ?? "filters.value")}
      type={type.input === "date" || type.input === "datetime-local" ? type.input : "text"}
      inputMode={type.input === "decimal" ? "decimal" : undefined}
      defaultValue={shown}
      dir="auto"
      onChange={(event) => {
        const text = event.currentTarget.value;
        const read = readerOf(type)(text, field, setting);
        onChange(isUnreadable(read) || read === null ? undefined : read);
      }}
    />
  );
}

function PlainText({ value, onChange }: ValueProps) {
  const { say } = useWords();
  return (
    <input
      className={classes.input}
      aria-label={say("filters.value")}
      defaultValue={typeof value === "string" ? value : ""}
      dir="auto"
      onChange={(event) => onChange(event.currentTarget.value === "" ? undefined : event.currentTarget.value)}
    />
  );
}

function Lines({ field, setting, value, onChange }: ValueProps) {
  const { say } = useWords();
  const type = fieldTypeOf(field.dataType);
  const shown = (Array.isArray(value) ? value : []).map(
    (each) => type.spelled?.(each) ?? type.text(each, field, setting),
  );
  return (
    <textarea
      className={classes.input}
      aria-label={say("filters.many")}
      placeholder={say("filters.many")}
      rows={3}
      defaultValue={shown.join("\n")}
      dir="auto"
      onChange={(event) => {
        const lines = event.currentTarget.value.split("\n").filter((line) => line.trim() !== "");
        const read = lines.map((line) => readerOf(type)(line, field, setting));
        onChange(read.length === 0 || read.some(isUnreadable) ? undefined : read);
      }}
    />
  );
}

function Pair(props: ValueProps) {
  const [from, to] = Array.isArray(props.value) ? props.value : [];
  return (
    <span className={classes.many}>
      <OneText {...props} label="filters.from" value={from} onChange={(each) => props.onChange([each, to])} />
      –
      <OneText {...props} label="filters.to" value={to} onChange={(each) => props.onChange([from, each])} />
    </span>
  );
}

function Span({ value, onChange }: ValueProps) {
  const { say } = useWords();
  const [count = 7, unit = "DAY"] = Array.isArray(value) ? (value as unknown[]) : [];
  return (
    <span className={classes.many}>
      <input
        className={classes.amount}
        type="number"
        min={0}
        aria-label={say("filters.amount")}
        value={Number(count)}
        onChange={(event) => onChange([Math.max(0, Math.trunc(Number(event.currentTarget.value))), unit])}
      />
      <select
        className={classes.input}
        aria-label={say("filters.unit")}
        value={String(unit)}
        onChange={(event) => onChange([count, event.currentTarget.value])}
      >
        {TIME_UNITS.map((each) => (
          <option key={each} value={each}>
            {say(`filters.unit.${each}`)}
          </option>
        ))}
      </select>
    </span>
  );
}

function Amount({ value, onChange, label }: ValueProps & { readonly label: "filters.offset" }) {
  const { say } = useWords();
  return (
    <input
      className={classes.amount}
      type="number"
      aria-label={say(label)}
      title={say(label)}
      value={Number(value ?? 0)}
      onChange={(event) => onChange(Math.trunc(Number(event.currentTarget.value)))}
    />
  );
}

function TypeName({ field, value, onChange }: ValueProps) {
  const { say } = useWords();
  return (
    <select
      className={classes.input}
      aria-label={say("filters.type")}
      value={String(value ?? "")}
      onChange={(event) => onChange(event.currentTarget.value || undefined)}
    >
      <option value="" />
      {field.validTypes.map((each) => (
        <option key={each} value={each}>
          {each}
        </option>
      ))}
    </select>
  );
}

function Json({ value, onChange }: ValueProps) {
  const { say } = useWords();
  return (
    <textarea
      className={classes.input}
      aria-label={say("filters.value")}
      rows={3}
      defaultValue={value === undefined ? "" : JSON.stringify(value)}
      onChange={(event) => {
        try {
          onChange(JSON.parse(event.currentTarget.value));
        } catch {
          onChange(undefined);
        }
      }}
    />
  );
}
