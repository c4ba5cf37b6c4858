import { Button } from "@mantine/core";
import { type FormEvent, type KeyboardEvent, useState } from "react";
import type { Condition } from "../api/question";
import type { Field } from "../api/schema";
import type { Setting } from "../fields/field-type";
import { fieldTypeOf } from "../fields/field-types";
import { Icon } from "../frame/icon";
import { useWords } from "../words/say";
import { FieldPicker, type Offer } from "./field-picker";
import classes from "./filters.module.css";
import { type Lookup, pathName } from "./paths";
import { canBeEmpty, emptyValue, relationOf, relationsOf, type ValueKind } from "./relations";
import { emptinessOf, relationWords } from "./sentence";
import { faultOf } from "./validity";
import { ValueEditor } from "./value-editor";

interface Props {
  readonly type: string;
  readonly project: number | null;
  readonly offered?: readonly Offer[] | undefined;
  readonly lookup: Lookup;
  readonly setting: Setting;
  /** Missing for a new one. */
  readonly condition?: Condition | undefined;
  readonly field?: Field | undefined;
  readonly onDone: (condition: Condition) => void;
  readonly onCancel: () => void;
}

/** A line below the bar in which a condition is put together: field, relation, value. `Enter` applies it, `Esc` does not. */
export function ConditionEditor(props: Props) {
  const { type, project, lookup, setting, condition, onDone, onCancel } = props;
  const { say } = useWords();
  const [path, setPath] = useState(condition?.[0]);
  const [picked, setPicked] = useState(props.field);
  const field = picked;
  const [relation, setRelation] = useState(
    condition === undefined ? undefined : chosenRelation(condition, props.field),
  );
  const [value, setValue] = useState<unknown>(condition?.[2] ?? undefined);
  const [isTried, setTried] = useState(false);

  function onKeyDown(event: KeyboardEvent) {
    event.stopPropagation();
    if (event.key === "Escape") onCancel();
  }

  if (path === undefined || field === undefined) {
    return (
      <div className={classes.editor}>
        <span className={classes.input}>
          <FieldPicker
            type={type}
            project={project}
            offered={props.offered}
            label={say("filters.field")}
            onChoose={(chosen, of, asked) => {
              const first = asked ?? fieldTypeOf(of.dataType).relation;
              const usual = relationOf(of.dataType, first)
                ? first
                : (relationsOf(of.dataType)[0]?.name ?? "is");
              setPath(chosen);
              setPicked(of);
              setRelation(usual);
              setValue(begun(relationOf(of.dataType, usual)?.value, of));
            }}
            onClose={onCancel}
          />
        </span>
      </div>
    );
  }

  const isEmptiness = relation === "empty" || relation === "not_empty";
  const known = relationOf(field.dataType, relation ?? "");
  const made: Condition = isEmptiness
    ? [path, relation === "empty" ? "is" : "is_not", emptyValue(field.dataType)]
    : [path, relation ?? "is", value];
  const lookingUp: Lookup = (of, code) => lookup(of, code) ?? (code === field.code ? field : undefined);
  const fault =
    value === undefined && !isEmptiness ? "empty" : isEmptiness ? undefined : faultOf(type, made, lookingUp);

  function submit(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    if (fault === undefined || fault === "path") onDone(made);
  }

  return (
    <form className={classes.editor} onSubmit={submit} onKeyDown={onKeyDown}>
      <button type="button" className={classes.subject} onClick={() => setPath(undefined)} title={path}>
        {pathName(type, path, lookingUp)}
      </button>
      <select
        className={classes.input}
        aria-label={say("filters.relation")}
        value={relation}
        // biome-ignore lint/a11y/noAutofocus: the line opens to be filled in.
        autoFocus
        onChange={(event) => {
          const next = event.currentTarget.value;
          const [before, after] = [
            relationOf(field.dataType, relation ?? ""),
            relationOf(field.dataType, next),
          ];
          setRelation(next);
          if (before?.value !== after?.value) setValue(carried(value, after?.value, field));
        }}
      >
        {relationsOf(field.dataType)
          .filter(() => field.dataType !== "image")
          .map(({ name }) => (
            <option key={name} value={name}>
              {field.dataType === "checkbox"
                ? say(name === "is" ? "filters.check.is" : "filters.check.isNot")
                : relationWords(field.dataType, name)}
            </option>
          ))}
        {canBeEmpty(field.dataType) && (
          <>
            <option value="empty">{relationWords(field.dataType, "empty")}</option>
            <option value="not_empty">{relationWords(field.dataType, "not_empty")}</option>
          </>
        )}
      </select>
      {known !== undefined && !isEmptiness && (
        <ValueEditor
          key={`${relation}`}
          relation={known}
          field={field}
          setting={setting}
          project={project}
          value={value}
          onChange={setValue}
        />
      )}
      <Button type="submit" size="compact-sm">
        {say("filters.apply")}
      </Button>
      <Button
        size="compact-sm"
        variant="subtle"
        color="gray"
        onClick={onCancel}
        aria-label={say("frame.close")}
      >
        <Icon name="close" />
      </Button>
      {isTried && fault !== undefined && (
        <span role="alert" className={classes.fault}>
          {say(`filters.fault.${fault}`, { path: field.label })}
        </span>
      )}
    </form>
  );
}

function chosenRelation(condition: Condition, field: Field | undefined): string {
  return (field && emptinessOf(condition, field.dataType)) ?? condition[1];
}

/** What the editors of some relations begin with. */
function begun(kind: ValueKind | undefined, field: Field): unknown {
  if (kind === "span") return [7, "DAY"];
  if (kind === "offset") return 0;
  if (kind === "type") return field.validTypes.length === 1 ? field.validTypes[0] : undefined;
  return field.dataType === "checkbox" ? true : undefined;
}

/** What of a value is still good under another relation. */
function carried(value: unknown, kind: ValueKind | undefined, field: Field): unknown {
  if (kind === "many")
    return value === undefined || value === null ? undefined : Array.isArray(value) ? value : [value];
  if (kind === "own" && Array.isArray(value)) return value[0];
  return begun(kind, field);
}
