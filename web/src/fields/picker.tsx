import { Popover } from "@mantine/core";
import {
  type KeyboardEvent,
  type ReactNode,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { say } from "../words/say";
import type { Step } from "./field-type";
import classes from "./fields.module.css";

export interface Option<Value> {
  /** Tells options apart. */
  readonly key: string;
  readonly value: Value;
  readonly label: string;
  readonly look?: ReactNode;
  readonly hint?: string | undefined;
}

interface Props<Value> {
  readonly label: string;
  readonly typed?: string | undefined;
  /** What there is to choose from for a text; the latest answer counts. */
  readonly search: (text: string) => readonly Option<Value>[] | Promise<readonly Option<Value>[]>;
  /** Those that are chosen already; with `onToggle`, several may be. */
  readonly chosen: readonly Option<Value>[];
  readonly onChoose?: (option: Option<Value>, step: Step) => void;
  readonly onToggle?: (option: Option<Value>) => void;
  /** Offered as the first choice where the value may be empty. */
  readonly onClear?: (() => void) | undefined;
  readonly onClose: (step?: Step) => void;
  readonly placeholder?: string;
  /** Stands in a form: it opens when it has the focus, and leaves `Tab` and `Esc` to the form. */
  readonly isInline?: boolean;
}

interface Answer<Value> {
  /** What was searched for. */
  readonly text: string;
  readonly options: readonly Option<Value>[];
}

const CLEAR = "\u0000clear";

/** A list to choose from by typing: the ARIA combobox pattern, in the place of a cell or in the filter bar. */
export function Picker<Value>(props: Props<Value>) {
  const { label, search, chosen, onChoose, onToggle, onClear, onClose } = props;
  const [text, setText] = useState(props.typed ?? "");
  const [answer, setAnswer] = useState<Answer<Value>>();
  const options = answer?.options;
  /** `Enter` was pressed before the answer for the text was there: what is found first is chosen when it comes. */
  const hurried = useRef<Step | null>(null);
  /** And what followed it, which waits for that choice. */
  const leaving = useRef<Step | null>(null);
  const [left, setLeft] = useState<Step | null>(null);
  const [active, setActive] = useState(0);
  const [hasFailed, setHasFailed] = useState(false);
  const listId = useId();
  const input = useRef<HTMLInputElement>(null);
  const searching = useRef(search);
  searching.current = search;

  const isInline = props.isInline === true;
  const [isOpen, setOpen] = useState(!isInline);
  useEffect(() => {
    if (!isInline) input.current?.focus();
  }, [isInline]);
  // Before the next key: whoever types fast presses Enter for what is found by the text, not for what was.
  useLayoutEffect(() => {
    let isCurrent = true;
    const found = searching.current(text);
    if (!(found instanceof Promise)) {
      setAnswer({ text, options: found });
      return;
    }
    found.then(
      (options) => {
        if (!isCurrent) return;
        setHasFailed(false);
        setAnswer({ text, options });
      },
      () => {
        if (!isCurrent) return;
        hurried.current = null;
        leaving.current = null;
        setHasFailed(true);
      },
    );
    return () => {
      isCurrent = false;
    };
  }, [text]);

  const chosenKeys = new Set(chosen.map((each) => each.key));
  const offersClear = onClear !== undefined && text === "";
  const found = options ?? [];
  const missing =
    text === "" && onToggle ? chosen.filter((each) => !found.some((other) => other.key === each.key)) : [];
  const listed = [...missing, ...found];
  const count = listed.length + (offersClear ? 1 : 0);
  const optionAt = (position: number) => listed[position - (offersClear ? 1 : 0)];

  // The list opens at what is chosen.
  const chosenAt = listed.findIndex((option) => chosenKeys.has(option.key));
  const isFresh = useRef(true);
  useEffect(() => {
    if (!isFresh.current || options === undefined) return;
    isFresh.current = false;
    if (!onToggle && chosenAt >= 0) setActive(chosenAt + (offersClear ? 1 : 0));
  }, [options, chosenAt, offersClear, onToggle]);

  const isAnswered = answer?.text === text;
  // biome-ignore lint/correctness/useExhaustiveDependencies: only an answer makes up for the hurry.
  useEffect(() => {
    const step = hurried.current;
    hurried.current = null;
    if (step !== null && isAnswered) choose(active, step);
    setLeft(leaving.current);
  }, [answer]);
  // Once the choice is among what is chosen.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it closes once.
  useEffect(() => {
    if (left !== null) onClose(left);
  }, [left]);

  function close(step: Step) {
    if (hurried.current === null) onClose(step);
    else leaving.current = step;
  }

  function choose(position: number, step: Step) {
    if (offersClear && position === 0) {
      onClear?.();
      return;
    }
    const option = optionAt(position);
    if (option === undefined) return;
    if (onToggle) {
      onToggle(option);
      input.current?.select();
    } else onChoose?.(option, step);
  }

  function onKeyDown(event: KeyboardEvent) {
    if (
      isInline &&
      (event.key === "Tab" || (event.key === "Escape" && !isOpen) || (event.key === "Enter" && !isOpen))
    ) {
      setOpen(false);
      return;
    }
    event.stopPropagation();
    if (event.nativeEvent.isComposing) return;
    const last = Math.max(0, count - 1);
    const moves: Record<string, number> = {
      ArrowDown: active >= last ? 0 : active + 1,
      ArrowUp: active <= 0 ? last : active - 1,
      PageDown: Math.min(last, active + 8),
      PageUp: Math.max(0, active - 8),
    };
    const next = moves[event.key];
    if (next !== undefined) {
      event.preventDefault();
      setActive(next);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (event.ctrlKey || event.metaKey) close("down");
      else if (isAnswered) choose(active, "down");
      else hurried.current = "down";
    } else if (event.key === "Escape") {
      event.preventDefault();
      if (isInline) setOpen(false);
      else onClose();
    } else if (event.key === "Tab") {
      event.preventDefault();
      close(event.shiftKey ? "previous" : "next");
    } else if (event.key === "Backspace" && text === "" && onToggle) {
      const last = chosen.at(-1);
      if (last !== undefined) onToggle(last);
    }
  }

  const optionId = (position: number) => `${listId}-${position}`;
  return (
    <Popover
      opened={isOpen}
      position="bottom-start"
      offset={2}
      withinPortal
      // The input names the list itself, and not the place that it is in.
      withRoles={false}
      onChange={(open) => {
        if (open) return;
        if (isInline) setOpen(false);
        else onClose("stay");
      }}
      transitionProps={{ duration: 0 }}
    >
      <Popover.Target>
        <input
          ref={input}
          className={classes.editor}
          data-inline={isInline || undefined}
          role="combobox"
          aria-label={label}
          aria-expanded={isOpen}
          aria-controls={isOpen ? listId : undefined}
          aria-autocomplete="list"
          aria-activedescendant={isOpen && count > 0 ? optionId(active) : undefined}
          value={text}
          placeholder={props.placeholder ?? say("fields.find")}
          dir="auto"
          onChange={(event) => {
            hurried.current = null;
            leaving.current = null;
            setText(event.currentTarget.value);
            setActive(0);
          }}
          onFocus={() => setOpen(true)}
          onKeyDown={onKeyDown}
        />
      </Popover.Target>
      <Popover.Dropdown className={classes.dropdown} onMouseDown={(event) => event.preventDefault()}>
        <div
          id={listId}
          role="listbox"
          aria-label={label}
          aria-multiselectable={onToggle ? true : undefined}
          className={classes.options}
        >
          {Array.from({ length: count }, (_, position) => {
            const option = offersClear && position === 0 ? undefined : optionAt(position);
            const isChosen = option !== undefined && chosenKeys.has(option.key);
            return (
              // biome-ignore lint/a11y/useFocusableInteractive: the input keeps the focus and names the active option.
              // biome-ignore lint/a11y/useKeyWithClickEvents: keys are read by the input.
              <div
                key={option?.key ?? CLEAR}
                id={optionId(position)}
                role="option"
                aria-selected={isChosen}
                data-active={position === active || undefined}
                ref={position === active ? scrolledTo : undefined}
                className={classes.option}
                onMouseMove={() => setActive(position)}
                onClick={() => choose(position, "stay")}
              >
                {onToggle && (
                  <span className={classes.check} data-checked={isChosen || undefined} aria-hidden="true" />
                )}
                <span className={option ? classes.optionLabel : classes.muted} dir="auto">
                  {option ? (option.look ?? option.label) : say("fields.clear")}
                </span>
                {option?.hint && <span className={classes.hint}>{option.hint}</span>}
              </div>
            );
          })}
        </div>
        {listed.length === 0 && (
          <div className={classes.nothing} role="status">
            {say(
              hasFailed
                ? "fields.searchFailed"
                : options === undefined
                  ? "fields.searching"
                  : "fields.nothingFound",
            )}
          </div>
        )}
      </Popover.Dropdown>
    </Popover>
  );
}

function scrolledTo(element: HTMLElement | null) {
  element?.scrollIntoView({ block: "nearest" });
}

/** Those whose label and hint have all words of the text in them; those whose label begins with it first, the shorter before. */
export function matching<Value>(options: readonly Option<Value>[], text: string): readonly Option<Value>[] {
  const words = text.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const [first] = words;
  if (first === undefined) return options;
  const said = ({ label, hint = "" }: Option<Value>) => `${label} ${hint}`.toLocaleLowerCase();
  const found = options.filter((option) => words.every((word) => said(option).includes(word)));
  const rank = (option: Option<Value>) => (said(option).startsWith(first) ? 0 : 1);
  return found.toSorted((one, other) => rank(one) - rank(other) || one.label.length - other.label.length);
}
