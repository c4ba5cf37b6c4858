import type { Setting } from "../fields/field-type";
import { typeOfField } from "../fields/field-types";
import { FieldValue } from "../fields/field-value";
import { Icon } from "../frame/icon";
import { useWords } from "../words/say";
import type { Column } from "./columns";
import classes from "./grid.module.css";
import type { Lead } from "./grid-row";
import type { Level, RowGroup } from "./groups";
import { summaryName } from "./summaries";
import { summedWords } from "./summary-menu";
import type { Grouped } from "./use-groups";
import type { ShownSummary } from "./view";

interface Props {
  readonly id: string;
  readonly line: number;
  readonly start: number;
  readonly height: number;
  readonly group: RowGroup;
  readonly isOpen: boolean;
  readonly level: Level;
  readonly columns: readonly Column[];
  readonly lead: Lead;
  readonly summaries: readonly ShownSummary[];
  readonly summed: Grouped["summed"];
  readonly setting: Setting;
  readonly isCursor: boolean;
  readonly onToggle: () => void;
}

const STEP = 20;

/** The head of a group: what its rows have in common, how many they are, and what their columns come to. */
export function GroupRow(props: Props) {
  const { id, line, start, height, group, isOpen, level, columns, lead, summaries, setting, isCursor } =
    props;
  const { say, format } = useWords();
  const { by, field } = level;
  const isValue = by.kind === "exact" && typeOfField(field).text(group.value, field, setting) !== "";
  const kindOf = (path: string) => summaries.find((each) => each.path === path)?.kind;
  // The name has the room up to the first column that is summed up, and no less than that of the first.
  const first = columns.findIndex(({ path }, at) => at > 0 && kindOf(path) !== undefined);
  const spanned = first < 0 ? columns.length : first;
  const room = columns.slice(0, spanned).reduce((sum, { width }) => sum + width, lead.width);
  const summary = (column: Column) => {
    const kind = kindOf(column.path);
    if (kind === undefined) return null;
    const text = summedWords({ column, kind, summed: props.summed(group.key, column.path), setting });
    return { text, title: `${summaryName(kind, column.field)} ${text}` };
  };
  const ofFirst = columns[0] && summary(columns[0]);
  return (
    <div
      role="row"
      aria-rowindex={line + 2}
      data-level={group.depth + 1}
      className={classes.groupRow}
      style={{ height, transform: `translateY(${start}px)` }}
    >
      <div
        id={id}
        role="gridcell"
        aria-colindex={1}
        aria-colspan={lead.count + spanned}
        aria-expanded={isOpen}
        className={classes.groupCell}
        data-cursor={isCursor || undefined}
        style={{ maxWidth: room, paddingInlineStart: 10 + group.depth * STEP }}
        onClick={props.onToggle}
      >
        <Icon name={isOpen ? "down" : "right"} size={14} />
        <span className={classes.groupField}>
          {field.label}
          {isElsewhere(level) && " (UTC)"}
        </span>
        <b dir="auto">
          {isValue ? (
            <FieldValue value={group.value} field={field} setting={setting} />
          ) : (
            group.name || say("grid.noValue")
          )}
        </b>
        <span className={classes.groupCount}>{format.number(group.count)}</span>
        {ofFirst && (
          <span className={classes.groupField} title={ofFirst.title}>
            {ofFirst.text}
          </span>
        )}
      </div>
      <div role="presentation" className={classes.groupSummaries} style={{ paddingInlineStart: room }}>
        {columns.slice(spanned).map((column, at) => {
          const told = summary(column);
          return (
            <div
              key={column.path}
              role="gridcell"
              aria-colindex={lead.count + spanned + at + 1}
              className={classes.groupSummary}
              data-alignment={column.type.alignment}
              style={{ width: `var(--column-${spanned + at})` }}
              title={told?.title}
            >
              {told?.text}
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** Whether the days of a level are not the reader's: the API counts those of UTC. */
function isElsewhere({ field }: Level): boolean {
  return field.dataType === "date_time" && new Date().getTimezoneOffset() !== 0;
}
