import { Menu } from "@mantine/core";
import type { Setting, Summary } from "../fields/field-type";
import { useWords } from "../words/say";
import type { Column } from "./columns";
import classes from "./grid.module.css";
import { eachText, summaryName, summaryText } from "./summaries";
import type { SummedUp } from "./use-groups";

interface ShownProps {
  readonly column: Column;
  readonly kind: Summary;
  readonly summed: SummedUp | undefined;
  readonly setting: Setting;
}

/** What a column comes to, in words; `…` while it is on the way. */
export function summedWords({ column, kind, summed, setting }: ShownProps): string {
  if (summed === undefined) return "…";
  return "each" in summed
    ? eachText(summed.each, column.field, setting)
    : summaryText(summed.value, kind, column.field, setting) || "–";
}

interface Props extends Omit<ShownProps, "kind"> {
  /** Where the column is. */
  readonly at: number;
  readonly kind: Summary | undefined;
  readonly onChoose: (kind: Summary | null) => void;
}

/** Below a column: what it comes to, and what else it may be summed up to. */
export function SummaryMenu({ column, at, kind, summed, setting, onChoose }: Props) {
  const { say } = useWords();
  const name = kind === undefined ? "" : summaryName(kind, column.field);
  const text = kind === undefined ? "" : summedWords({ column, kind, summed, setting });
  return (
    <Menu position="top-start" withinPortal returnFocus>
      <Menu.Target>
        <button
          type="button"
          className={classes.summaryButton}
          tabIndex={-1}
          data-stop={at}
          data-chosen={kind !== undefined || undefined}
          title={`${name} ${text}`.trim() || say("grid.summarize")}
          aria-label={`${say("grid.summaryOf", { name: column.label })}${kind === undefined ? "" : `: ${name} ${text}`}`}
        >
          {kind === undefined ? (
            <span aria-hidden="true">Σ</span>
          ) : (
            <>
              {kind !== "each" && <span className={classes.summaryKind}>{name} </span>}
              {text}
            </>
          )}
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {column.type.summaries.map((each) => (
          <Menu.Item key={each} onClick={() => onChoose(each)}>
            {summaryName(each, column.field)}
          </Menu.Item>
        ))}
        {kind !== undefined && (
          <Menu.Item onClick={() => onChoose(null)}>{say("grid.summary.none")}</Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
