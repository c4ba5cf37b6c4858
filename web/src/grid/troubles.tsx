import { Button } from "@mantine/core";
import { cellKey, dropEdits, type Edit, edits } from "../editing/edits";
import { change } from "../editing/undo";
import type { Setting } from "../fields/field-type";
import { typeOfField } from "../fields/field-types";
import type { Lookup } from "../filters/paths";
import { sentenceOf } from "../frame/sentences";
import { useStore } from "../state/store";
import { useWords } from "../words/say";
import classes from "./grid.module.css";

const MOST = 4;

interface Props {
  readonly type: string;
  readonly lookup: Lookup;
  readonly setting: Setting;
}

/** What was typed and is not saved: why, and what can be done about it. Nothing of it is lost until somebody gives it up. */
export function Troubles({ type, lookup, setting }: Props) {
  const { say } = useWords();
  const all = [...useStore(edits).values()].filter(
    (edit) => edit.type === type && edit.state.is !== "saving",
  );
  if (all.length === 0) return null;
  const words = (edit: Edit, value: unknown) => {
    const field = lookup(type, edit.code);
    return (field && typeOfField(field).text(value, field, setting)) || say("grid.noValue");
  };
  return (
    <div className={classes.troubles} role="alert">
      {all.slice(0, MOST).map((edit) => {
        const { state } = edit;
        const name = `${lookup(type, edit.code)?.label ?? edit.code} · ${edit.id}`;
        const before = state.is === "conflict" ? state.theirs : edit.before;
        return (
          <div key={cellKey(edit)} className={classes.trouble}>
            <b>{name}</b>
            <span dir="auto">
              {state.is === "conflict"
                ? say("grid.conflict", { theirs: words(edit, state.theirs), mine: words(edit, edit.after) })
                : `${say("grid.notSaved", { mine: words(edit, edit.after) })} ${state.is === "failed" && state.thrown !== null ? sentenceOf(state.thrown, say) : say("grid.closedMeanwhile")}`}
            </span>
            <Button
              size="compact-xs"
              variant="default"
              onClick={() =>
                void change([{ type: edit.type, id: edit.id, code: edit.code, before, after: edit.after }])
              }
            >
              {say(state.is === "conflict" ? "grid.keepMine" : "failure.retry")}
            </Button>
            <Button size="compact-xs" variant="subtle" color="gray" onClick={() => dropEdits([edit])}>
              {say(state.is === "conflict" ? "grid.takeTheirs" : "grid.giveUp")}
            </Button>
          </div>
        );
      })}
      {all.length > MOST && (
        <div className={classes.trouble}>
          {say("grid.moreTroubles", { count: all.length - MOST })}
          <Button
            size="compact-xs"
            variant="default"
            onClick={() =>
              void change(
                all.map(({ state, ...each }) => ({
                  ...each,
                  before: state.is === "conflict" ? state.theirs : each.before,
                })),
              )
            }
          >
            {say("grid.retryAll")}
          </Button>
          <Button size="compact-xs" variant="subtle" color="gray" onClick={() => dropEdits(all)}>
            {say("grid.giveUpAll")}
          </Button>
        </div>
      )}
    </div>
  );
}
