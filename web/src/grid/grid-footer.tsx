import { type KeyboardEvent, type RefObject, useEffect, useRef } from "react";
import type { Setting, Summary } from "../fields/field-type";
import { useWords } from "../words/say";
import type { Column } from "./columns";
import classes from "./grid.module.css";
import type { Lead } from "./grid-row";
import { SummaryMenu } from "./summary-menu";
import type { Grouped } from "./use-groups";
import type { ShownSummary } from "./view";

interface Props {
  readonly columns: readonly Column[];
  readonly lead: Lead;
  readonly setting: Setting;
  readonly grouped: Grouped;
  readonly summaries: readonly ShownSummary[];
  readonly onSummary: (path: string, kind: Summary | null) => void;
  readonly selected: number;
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly width: number;
  readonly outer: RefObject<HTMLDivElement | null>;
  readonly onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
}

/** Below the rows: how many there are, and what columns come to, of all rows and not of those on the screen alone. */
export function GridFooter(props: Props) {
  const { columns, lead, setting, grouped, summaries, onSummary, selected, scroller, width } = props;
  const { say } = useWords();
  const line = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const of = scroller.current;
    const follow = () => {
      if (line.current !== null && of !== null)
        line.current.style.transform = `translateX(${-of.scrollLeft}px)`;
    };
    of?.addEventListener("scroll", follow, { passive: true });
    return () => of?.removeEventListener("scroll", follow);
  }, [scroller]);
  const { total } = grouped;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the focus is in its buttons.
    <div ref={props.outer} className={classes.footer} onKeyDown={props.onKeyDown}>
      <div className={classes.total} style={{ width: lead.width }} role="status">
        {total === undefined ? "…" : say("grid.rows", { count: total })}
        {selected > 0 && <b> · {say("grid.selectedRows", { count: selected })}</b>}
      </div>
      <div className={classes.footerWindow}>
        <div ref={line} className={classes.footerLine} style={{ width }}>
          {columns.map((column, at) => (
            <div
              key={column.path}
              className={classes.summary}
              data-alignment={column.type.alignment}
              style={{ width: column.width }}
            >
              {column.type.summaries.length > 0 && (
                <SummaryMenu
                  column={column}
                  at={at}
                  kind={summaries.find(({ path }) => path === column.path)?.kind}
                  summed={grouped.summed("", column.path)}
                  setting={setting}
                  onChoose={(kind) => onSummary(column.path, kind)}
                />
              )}
            </div>
          ))}
        </div>
      </div>
    </div>
  );
}
