import { Fragment, type KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";
import type { Condition, Group } from "../api/question";
import { useSetting } from "../fields/use-setting";
import { Icon } from "../frame/icon";
import { IconButton } from "../frame/icon-button";
import { useKey } from "../frame/keys";
import { useTypeLabel } from "../site/schema";
import { useWords } from "../words/say";
import { ConditionEditor } from "./condition-editor";
import type { Offer } from "./field-picker";
import classes from "./filters.module.css";
import { type Lookup, pathName, resolvePath } from "./paths";
import { filterText, sentenceOf } from "./sentence";
import {
  conditionsOf,
  EVERYTHING,
  isGroup,
  nodeAt,
  type Place,
  withAdded,
  withRemoved,
  withReplaced,
} from "./tree";
import { useLookup } from "./use-lookup";
import { type Fault, faultOf } from "./validity";

interface Props {
  readonly type: string;
  readonly project: number | null;
  readonly filter: Group;
  readonly onFilter: (filter: Group) => void;
  /** Whether the address says something that is no filter, so that all rows are shown. */
  readonly isUnreadable?: boolean;
  /** Paths that people ask for most, each under a name: they are offered first. */
  readonly offered?: readonly Offer[] | undefined;
  /** The field in which the text of the search box is looked for. */
  readonly textPath?: string;
}

/** Typing goes on for so long until it is looked for. */
const PAUSE = 250;

/** What is edited: a condition, a new one in a group, or a new one that the condition at a place is grouped with: by `or` in an `and`, by `and` in an `or`. */
type Editing = { readonly place: Place; readonly is: "old" | "new" | "alternative" };

/** The bar on every grid: a text to search for, and conditions as pills that read as a sentence. */
export function FilterBar({
  type,
  project,
  filter,
  onFilter,
  offered,
  isUnreadable = false,
  textPath = "cached_display_name",
}: Props) {
  const { say } = useWords();
  const setting = useSetting();
  const paths = useMemo(() => conditionsOf(filter).map(([path]) => path), [filter]);
  const lookup = useLookup(type, paths, project);
  const [editing, setEditing] = useState<Editing>();
  const bar = useRef<HTMLElement>(null);
  const typeLabel = useTypeLabel(type);

  const textAt = filter.conditions.findIndex((node) => isText(node, textPath));
  const found = filter.conditions[textAt];
  const text = found !== undefined && !isGroup(found) && typeof found[2] === "string" ? found[2] : "";
  const setText = (next: string) => {
    const condition: Condition = [textPath, "contains", next];
    if (textAt >= 0)
      onFilter(next === "" ? withRemoved(filter, [textAt]) : withReplaced(filter, [textAt], condition));
    else if (next !== "") {
      const root: Group =
        filter.logical_operator === "and" ? filter : { logical_operator: "and", conditions: [filter] };
      onFilter({ ...root, conditions: [condition, ...root.conditions] });
    }
  };

  const edited = editing?.is !== "old" ? undefined : nodeAt(filter, editing.place);
  const condition = edited === undefined || isGroup(edited) ? undefined : edited;
  const hasPills = filter.conditions.some((_, at) => at !== textAt);

  function done(next: Condition) {
    if (editing === undefined) return;
    onFilter(CHANGES[editing.is](filter, editing.place, next));
    setEditing(undefined);
    focusFirst();
  }

  function focusFirst() {
    bar.current?.querySelector<HTMLElement>("input[type=search]")?.focus();
  }

  /** What the site would refuse in a condition, as far as the fields on its way are known yet. */
  function faultIn(each: Condition): Fault | undefined {
    const isKnown =
      resolvePath(type, each[0], lookup) !== undefined || (!each[0].includes(".") && isHere(type, lookup));
    return isKnown ? faultOf(type, each, lookup) : undefined;
  }
  const faulty = conditionsOf(filter).flatMap((each) => {
    const fault = faultIn(each);
    return fault === undefined ? [] : [{ path: pathName(type, each[0], lookup), fault }];
  });

  const pills: PillsProps = {
    group: filter,
    place: [],
    skipped: textAt,
    words: (each) => sentenceOf(type, each, lookup, setting),
    isFaulty: (each) => faultIn(each) !== undefined,
    onEdit: (place) => setEditing({ place, is: "old" }),
    onAdd: (place) => setEditing({ place, is: "new" }),
    onNest: (place) => setEditing({ place, is: "alternative" }),
    onRemove: (place) => onFilter(withRemoved(filter, place)),
    onTurn: (place, group) => {
      const turned: Group = { ...group, logical_operator: group.logical_operator === "and" ? "or" : "and" };
      onFilter(withReplaced(filter, place, turned));
    },
  };

  return (
    <search ref={bar} className={classes.bar} aria-label={say("filters.label")}>
      <div className={classes.line}>
        <SearchBox text={text} label={say("filters.searchIn", { type: typeLabel })} onText={setText} />
        <Pills {...pills} />
        <button type="button" className={classes.add} onClick={() => setEditing({ place: [], is: "new" })}>
          <Icon name="plus" size={12} />
          {say("filters.add")}
        </button>
        {hasPills && (
          <>
            <button
              type="button"
              className={classes.add}
              title={say("filters.addGroupTo")}
              onClick={() => {
                const last = filter.conditions.length - 1;
                if (last === textAt) return;
                setEditing({ place: [last], is: "alternative" });
              }}
            >
              <Icon name="plus" size={12} />
              {say(filter.logical_operator === "and" ? "filters.orElse" : "filters.andAlso")}
            </button>
            <button type="button" className={classes.add} onClick={() => onFilter(EVERYTHING)}>
              {say("filters.clear")}
            </button>
          </>
        )}
        <span className="hidden-but-said" role="status">
          {filterText(type, filter, lookup, setting)}
        </span>
      </div>
      {(isUnreadable || faulty.length > 0) && (
        <div role="alert" className={classes.faults}>
          {isUnreadable && <span>{say("filters.unreadable")}</span>}
          {faulty.map(({ path, fault }) => (
            <span key={`${path} ${fault}`} dir="auto">
              {say(`filters.fault.${fault}`, { path })}
            </span>
          ))}
        </div>
      )}
      {editing !== undefined && (
        <ConditionEditor
          key={JSON.stringify(editing)}
          type={type}
          project={project}
          offered={offered}
          lookup={lookup}
          setting={setting}
          condition={condition}
          field={condition && resolvePath(type, condition[0], lookup)?.field}
          onDone={done}
          onCancel={() => {
            setEditing(undefined);
            focusFirst();
          }}
        />
      )}
    </search>
  );
}

const CHANGES: Readonly<Record<Editing["is"], (filter: Group, place: Place, next: Condition) => Group>> = {
  old: withReplaced,
  new: withAdded,
  alternative: (filter, place, next) => {
    const node = nodeAt(filter, place);
    const around = nodeAt(filter, place.slice(0, -1));
    if (node === undefined || around === undefined || !isGroup(around)) return filter;
    const logical_operator = around.logical_operator === "and" ? "or" : "and";
    return isGroup(node) && node.logical_operator === logical_operator
      ? withAdded(filter, place, next)
      : withReplaced(filter, place, { logical_operator, conditions: [node, next] });
  },
};

/** Whether the fields of a type have come: each has an id. */
function isHere(type: string, lookup: Lookup): boolean {
  return lookup(type, "id") !== undefined;
}

function isText(node: Group["conditions"][number], path: string): boolean {
  return !isGroup(node) && node[0] === path && node[1] === "contains" && typeof node[2] === "string";
}

function SearchBox({
  text,
  label,
  onText,
}: {
  readonly text: string;
  readonly label: string;
  readonly onText: (text: string) => void;
}) {
  const { say } = useWords();
  const [typed, setTyped] = useState(text);
  const input = useRef<HTMLInputElement>(null);
  const latest = useRef(onText);
  useEffect(() => {
    latest.current = onText;
  });
  useEffect(() => setTyped(text), [text]);
  useEffect(() => {
    if (typed === text) return;
    const timer = setTimeout(() => latest.current(typed), PAUSE);
    return () => clearTimeout(timer);
  }, [typed, text]);
  useKey("/", () => input.current?.focus(), { label: say("filters.key") });
  return (
    <label className={classes.search}>
      <Icon name="search" size={14} />
      <input
        ref={input}
        type="search"
        value={typed}
        aria-label={label}
        placeholder={say("filters.search")}
        dir="auto"
        onChange={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter") latest.current(typed);
          if (event.key === "Escape") {
            setTyped("");
            input.current?.blur();
            document.querySelector<HTMLElement>("[role=grid]")?.focus();
          }
        }}
      />
    </label>
  );
}

interface PillsProps {
  readonly group: Group;
  readonly place: Place;
  readonly skipped: number;
  readonly words: (condition: Condition) => {
    readonly subject: string;
    readonly relation: string;
    readonly value: string;
  };
  readonly isFaulty: (condition: Condition) => boolean;
  readonly onEdit: (place: Place) => void;
  readonly onAdd: (place: Place) => void;
  /** Asks for a condition that the one at a place is grouped with. */
  readonly onNest: (place: Place) => void;
  readonly onRemove: (place: Place) => void;
  readonly onTurn: (place: Place, group: Group) => void;
}

/** The conditions of a group one after another, `and` or `or` between them; groups in brackets. */
function Pills(props: PillsProps) {
  const { say } = useWords();
  const { group, place, skipped } = props;
  const shown = group.conditions.map((node, at) => ({ node, at })).filter(({ at }) => at !== skipped);
  return shown.map(({ node, at }, position) => {
    const inner = [...place, at];
    return (
      <Fragment key={at}>
        {position > 0 && (
          <button
            type="button"
            className={classes.operator}
            title={say(group.logical_operator === "and" ? "filters.switchTo.or" : "filters.switchTo.and")}
            onClick={() => props.onTurn(place, group)}
          >
            {say(group.logical_operator === "and" ? "filters.and" : "filters.or")}
          </button>
        )}
        {isGroup(node) ? (
          // biome-ignore lint/a11y/useSemanticElements: a fieldset does not lie in a line.
          <span
            className={classes.group}
            role="group"
            aria-label={say(node.logical_operator === "and" ? "filters.allOf" : "filters.anyOf")}
          >
            <Pills {...props} group={node} place={inner} skipped={-1} />
            <IconButton
              icon="plus"
              size="small"
              label={say("filters.addTo")}
              onClick={() => props.onAdd(inner)}
            />
            <IconButton
              icon="brackets"
              size="small"
              label={say("filters.addGroup")}
              onClick={() => props.onNest([...inner, node.conditions.length - 1])}
            />
            <IconButton
              icon="close"
              size="small"
              label={say("filters.removeGroup")}
              onClick={() => props.onRemove(inner)}
            />
          </span>
        ) : (
          <Pill {...props} condition={node} place={inner} />
        )}
      </Fragment>
    );
  });
}

function Pill({
  condition,
  place,
  words,
  isFaulty,
  onEdit,
  onRemove,
}: PillsProps & { readonly condition: Condition }) {
  const { say } = useWords();
  const { subject, relation, value } = words(condition);
  const sentence = [subject, relation, value].filter((part) => part !== "").join(" ");
  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== "Delete" && event.key !== "Backspace") return;
    event.preventDefault();
    onRemove(place);
  }
  return (
    <span className={classes.pill} data-faulty={isFaulty(condition) || undefined}>
      <button
        type="button"
        className={classes.said}
        aria-label={say("filters.edit", { condition: sentence })}
        onClick={() => onEdit(place)}
        onKeyDown={onKeyDown}
      >
        <b>{subject}</b> {relation} {value !== "" && <b dir="auto">{value}</b>}
      </button>
      <IconButton
        icon="close"
        size="small"
        label={say("filters.remove", { condition: sentence })}
        onClick={() => onRemove(place)}
      />
    </span>
  );
}
