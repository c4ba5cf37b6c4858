import { HoverCard } from "@mantine/core";
import type { ReactElement } from "react";
import { copyAndTell } from "../frame/copying";
import { Icon } from "../frame/icon";
import { useWords } from "../words/say";
import classes from "./fields.module.css";

interface Props {
  readonly name: string;
  readonly code: string;
  readonly dataType: string;
  readonly description: string;
  /** What the tip is of: it must take a reference and the focus. */
  readonly children: ReactElement;
}

/** On hover and focus, what a name stands for: the field's code, to be copied, its data type and its description. */
export function FieldTip({ name, code, dataType, description, children }: Props) {
  const { say } = useWords();
  return (
    <HoverCard openDelay={350} closeDelay={80} position="bottom-start" withinPortal width={260}>
      <HoverCard.Target>{children}</HoverCard.Target>
      <HoverCard.Dropdown className={classes.tip}>
        <b dir="auto">{name}</b>
        <span>
          <code>{code}</code> · {dataType}
        </span>
        {description !== "" && <span dir="auto">{description}</span>}
        <button type="button" className={classes.tipButton} onClick={() => copyAndTell(code)}>
          <Icon name="copy" size={12} /> {say("grid.copyCode")}
        </button>
      </HoverCard.Dropdown>
    </HoverCard>
  );
}
