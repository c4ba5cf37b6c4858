import { Button } from "@mantine/core";
import { useState } from "react";
import type { Field } from "../api/schema";
import { tellDone } from "../editing/steps";
import { retire, revive } from "../editing/undo";
import { FieldEditor, hasEditor } from "../fields/field-editor";
import type { Setting } from "../fields/field-type";
import { FieldPicker } from "../filters/field-picker";
import { Icon } from "../frame/icon";
import { tell } from "../frame/notices";
import { useWords } from "../words/say";
import classes from "./grid.module.css";
import { changeAll, type SeenCell, seenOf } from "./seen";

interface Props {
  readonly type: string;
  readonly project: number | null;
  readonly selected: ReadonlySet<number>;
  readonly setting: Setting;
  readonly isRetired?: boolean;
  readonly onClear: () => void;
}

/** The field that is set, and what the rows had in it when it was chosen. */
interface Chosen {
  readonly field: Field;
  readonly cells: Promise<readonly SeenCell[]>;
}

/** What is done to all rows that are selected: a field of theirs is set, they are retired. */
export function SelectionBar(props: Props) {
  const { type, project, selected, setting, isRetired = false, onClear } = props;
  const { say } = useWords();
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [isChoosing, setChoosing] = useState(false);
  const ids = [...selected];

  function set({ cells }: Chosen, after: unknown) {
    setChosen(null);
    cells.then(
      (seen) => changeAll(seen, after),
      (thrown: unknown) => tell({ thrown }),
    );
  }

  function choose(field: Field) {
    setChoosing(false);
    const cells = seenOf(type, ids, field.code);
    cells.catch(() => undefined);
    setChosen({ field, cells });
  }

  async function turnAll() {
    try {
      await (isRetired ? revive : retire)(type, ids);
      onClear();
      tellDone(say(isRetired ? "grid.revived" : "grid.retired", { count: ids.length }));
    } catch (thrown) {
      tell({ thrown });
    }
  }

  return (
    <div className={classes.selection} role="toolbar" aria-label={say("grid.selection")}>
      <b>{say("grid.selectedRows", { count: ids.length })}</b>
      {chosen !== null ? (
        <span className={classes.bulk}>
          <FieldEditor
            value={null}
            field={chosen.field}
            setting={setting}
            label={chosen.field.label}
            projectId={project ?? undefined}
            onDone={(after) => set(chosen, after)}
            onCancel={() => setChosen(null)}
          />
        </span>
      ) : isChoosing ? (
        <span className={classes.bulk}>
          <FieldPicker
            type={type}
            project={project}
            label={say("grid.setField")}
            accepts={({ isEditable, dataType }) => isEditable && hasEditor(dataType)}
            goesThrough={() => false}
            onChoose={(_, field) => choose(field)}
            onClose={() => setChoosing(false)}
          />
        </span>
      ) : (
        !isRetired && (
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<Icon name="edit" size={13} />}
            onClick={() => setChoosing(true)}
          >
            {say("grid.setField")}
          </Button>
        )
      )}
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<Icon name={isRetired ? "undo" : "trash"} size={13} />}
        onClick={() => void turnAll()}
      >
        {say(isRetired ? "detail.revive" : "grid.retire")}
      </Button>
      <Button size="compact-sm" variant="subtle" color="gray" onClick={onClear}>
        {say("grid.clearSelection")}
      </Button>
    </div>
  );
}
