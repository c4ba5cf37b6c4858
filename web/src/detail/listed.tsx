import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import type { Row } from "../api/row";
import { Bones } from "../frame/bones";
import { Empty } from "../frame/empty";
import { FailureNote } from "../frame/failure-note";
import { useWords } from "../words/say";
import classes from "./listed.module.css";
import type { TabRows } from "./use-tab-rows";

interface Props {
  readonly found: TabRows;
  /** Whether they take all the room there is: pictures and tables, but no texts. */
  readonly isWide?: boolean;
  /** What stands where there are none. */
  readonly empty?: ReactNode;
  readonly children: (rows: readonly Row[]) => ReactNode;
}

/** The rows of a tab, once they have come: what is told of them meanwhile, where there are none, and the way to more of them. */
export function Listed({ found, isWide = false, empty, children }: Props) {
  const { say } = useWords();
  const { rows, thrown, retry, more } = found;
  if (rows === undefined)
    return thrown === null ? <Bones lines={8} /> : <FailureNote thrown={thrown} retry={retry} />;
  if (rows.length === 0) return empty ?? <Empty title={say("detail.noRows")} />;
  return (
    <div className={classes.listed} data-wide={isWide || undefined}>
      {children(rows)}
      {more !== undefined && (
        <Button variant="default" size="compact-sm" onClick={more}>
          {say("detail.showMore")}
        </Button>
      )}
    </div>
  );
}
