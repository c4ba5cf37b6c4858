import { Button, Divider, Menu, Popover } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { history, redo, undo } from "../editing/undo";
import { FieldPicker } from "../filters/field-picker";
import entry from "../frame/entry.module.css";
import { Icon } from "../frame/icon";
import { IconButton } from "../frame/icon-button";
import { isField, useKey } from "../frame/keys";
import { tell } from "../frame/notices";
import { useStore } from "../state/store";
import { type Density, ROW_HEIGHTS } from "../theme/choices";
import { useWords } from "../words/say";
import type { Column } from "./columns";
import classes from "./grid.module.css";
import { GroupMenu } from "./group-menu";
import type { Level } from "./groups";
import type { View } from "./view";

interface Props {
  readonly type: string;
  readonly project: number | null;
  readonly view: View;
  readonly density: Density;
  readonly columns: readonly Column[];
  readonly levels: readonly Level[];
  readonly onView: (change: Partial<View>) => void;
  readonly onAddColumn: (path: string) => void;
  readonly onHide: (path: string) => void;
  readonly onMove: (path: string, to: number) => void;
  readonly onExport: () => void;
  readonly onNew: () => void;
  readonly viewMenu: ReactNode;
  readonly children: ReactNode;
}

/** What changes how rows are seen: columns, group, height; and what is done with all of them. */
export function GridTools(props: Props) {
  const { type, project, view, density, columns, levels, onView, onAddColumn, onHide, onMove } = props;
  const { say } = useWords();
  const [isAdding, setAdding] = useState(false);
  const { done, undone } = useStore(history);
  const tellUndone = async (
    which: typeof undo,
    word: "grid.undone" | "grid.redone",
    failed: "grid.notUndone" | "grid.notRedone",
  ) => {
    if ((which === undo ? done : undone).length === 0) return;
    const step = await which();
    tell({ text: step === null ? say(failed) : say(word, { count: step.count }) });
  };
  const undoLast = () => void tellUndone(undo, "grid.undone", "grid.notUndone");
  const redoLast = () => void tellUndone(redo, "grid.redone", "grid.notRedone");
  useKey("mod+z", undoLast, { label: say("grid.keyUndo") });
  useKey("mod+shift+z mod+y", redoLast, { label: say("grid.keyRedo") });
  useKey("enter", () => focusGrid(), { label: say("grid.keyOpen") });
  useKey("e", () => focusGrid(), { label: say("grid.keyEdit") });
  useKey("alt+arrowdown", () => focusGrid(), { label: say("grid.keyHeads") });
  useKey("j k", () => focusGrid(), { label: say("grid.keyNext") });
  useKey("space", () => focusGrid(), { label: say("grid.keySelect") });
  useKey("mod+a", () => focusGrid(), { label: say("grid.keyAll") });

  return (
    <div className={classes.tools} role="toolbar" aria-label={say("grid.tools")}>
      <IconButton
        icon="undo"
        label={say("grid.keyUndo")}
        keys="Ctrl Z"
        disabled={done.length === 0}
        onClick={undoLast}
      />
      {props.viewMenu}
      <Popover position="bottom-end" withinPortal trapFocus returnFocus onClose={() => setAdding(false)}>
        <Popover.Target>
          <Button
            size="compact-sm"
            variant="subtle"
            color="gray"
            leftSection={<Icon name="columns" size={14} />}
          >
            {say("grid.columns")}
          </Button>
        </Popover.Target>
        <Popover.Dropdown className={classes.columnsMenu}>
          {columns.map((column, at) => (
            <div key={column.path} className={classes.columnLine}>
              <span dir="auto">{column.label}</span>
              <IconButton
                icon="up"
                label={say("grid.moveUp", { name: column.label })}
                disabled={at === 0}
                onClick={() => onMove(column.path, at - 1)}
              />
              <IconButton
                icon="down"
                label={say("grid.moveDown", { name: column.label })}
                disabled={at === columns.length - 1}
                onClick={() => onMove(column.path, at + 1)}
              />
              <IconButton
                icon="close"
                label={say("grid.hide", { name: column.label })}
                disabled={columns.length === 1}
                onClick={() => onHide(column.path)}
              />
            </div>
          ))}
          <Divider my={4} />
          {isAdding ? (
            <div className={classes.adding}>
              <FieldPicker
                type={type}
                project={project}
                label={say("grid.addColumn")}
                accepts={() => true}
                goesThrough={({ dataType }) => dataType === "entity"}
                onChoose={(path) => {
                  onAddColumn(path);
                  setAdding(false);
                }}
                onClose={() => setAdding(false)}
              />
            </div>
          ) : (
            <button type="button" className={entry.entry} onClick={() => setAdding(true)}>
              <Icon name="plus" size={13} />
              {say("grid.addColumn")}
            </button>
          )}
          {view.columns.length > 0 && (
            <button type="button" className={entry.entry} onClick={() => onView({ columns: [] })}>
              <Icon name="undo" size={13} />
              {say("grid.usualColumns")}
            </button>
          )}
        </Popover.Dropdown>
      </Popover>
      {levels.length > 0 && <GroupMenu levels={levels} onGroups={(groups) => onView({ groups })} />}
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <Button
            size="compact-sm"
            variant="subtle"
            color="gray"
            aria-label={say("frame.density")}
            title={say("frame.density")}
          >
            <Icon name="more" size={14} />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{say("frame.density")}</Menu.Label>
          {(Object.keys(ROW_HEIGHTS) as Density[]).map((each) => (
            <Menu.Item
              key={each}
              leftSection={
                each === density ? <Icon name="check" size={13} /> : <span className={classes.noIcon} />
              }
              onClick={() => onView({ density: each })}
            >
              {say(`frame.${each}`)}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item
            leftSection={
              view.isRetired ? <Icon name="check" size={13} /> : <span className={classes.noIcon} />
            }
            onClick={() => onView({ isRetired: !view.isRetired, row: null })}
          >
            {say("grid.retiredRows")}
          </Menu.Item>
          <Menu.Item leftSection={<Icon name="download" size={13} />} onClick={props.onExport}>
            {say("grid.export")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {props.children}
      <Button
        size="compact-sm"
        variant="filled"
        leftSection={<Icon name="plus" size={13} />}
        onClick={props.onNew}
      >
        {say("grid.new")}
      </Button>
    </div>
  );
}

/** Keys that the grid reads itself bring the focus back to it, where it is nowhere. */
function focusGrid(): void {
  if (document.activeElement === null || isField(document.activeElement)) return;
  document.querySelector<HTMLElement>("[role=grid]")?.focus();
}
