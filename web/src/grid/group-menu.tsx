import { Button, Divider, Popover } from "@mantine/core";
import entry from "../frame/entry.module.css";
import { Icon } from "../frame/icon";
import { IconButton } from "../frame/icon-button";
import { useWords } from "../words/say";
import classes from "./grid.module.css";
import type { Level } from "./groups";
import type { Grouping } from "./view";

interface Props {
  readonly levels: readonly Level[];
  readonly onGroups: (groups: readonly Grouping[]) => void;
}

/** What the rows are grouped by, level by level: put in another order, taken out, or all given up. */
export function GroupMenu({ levels, onGroups }: Props) {
  const { say } = useWords();
  const groups = levels.map(({ by }) => by);
  const names = levels.map(({ field }) => field.label).join(" › ");
  return (
    <Popover position="bottom-end" withinPortal trapFocus returnFocus>
      <Popover.Target>
        <Button
          size="compact-sm"
          variant="light"
          className={classes.groupTool}
          leftSection={<Icon name="group" size={14} />}
          aria-label={say("grid.groupedBy", { name: names })}
        >
          <span dir="auto">{names}</span>
        </Button>
      </Popover.Target>
      <Popover.Dropdown className={classes.columnsMenu}>
        {levels.map(({ by, field }, at) => (
          <div key={by.path} className={classes.columnLine}>
            <span dir="auto">{field.label}</span>
            <IconButton
              icon="up"
              label={say("grid.moveUp", { name: field.label })}
              disabled={at === 0}
              onClick={() => onGroups(groups.toSpliced(at, 1).toSpliced(at - 1, 0, by))}
            />
            <IconButton
              icon="down"
              label={say("grid.moveDown", { name: field.label })}
              disabled={at === groups.length - 1}
              onClick={() => onGroups(groups.toSpliced(at, 1).toSpliced(at + 1, 0, by))}
            />
            <IconButton
              icon="close"
              label={say("grid.ungroup", { name: field.label })}
              onClick={() => onGroups(groups.toSpliced(at, 1))}
            />
          </div>
        ))}
        <Divider my={4} />
        <button type="button" className={entry.entry} onClick={() => onGroups([])}>
          <Icon name="close" size={13} />
          {say("grid.ungroupAll")}
        </button>
      </Popover.Dropdown>
    </Popover>
  );
}
