import { Button } from "@mantine/core";
import type { Row } from "../api/row";
import { tellDone } from "../editing/steps";
import { revive } from "../editing/undo";
import { Icon } from "../frame/icon";
import { tell } from "../frame/notices";
import { useTypeLabel } from "../site/schema";
import { useWords } from "../words/say";
import classes from "./detail.module.css";

/** Says that a row is retired, and brings it back. */
export function RetiredNote({ row, name }: { readonly row: Row; readonly name: string }) {
  const { say } = useWords();
  const { type, id } = row;
  const label = useTypeLabel(type);
  async function reviveIt() {
    try {
      await revive(type, [id]);
      tellDone(say("detail.revived", { name }));
    } catch (thrown) {
      tell({ thrown });
    }
  }
  return (
    <div className={classes.retired} role="alert">
      <Icon name="trash" />
      <span>{say("detail.isRetired", { type: label })}</span>
      <Button size="compact-sm" variant="default" onClick={() => void reviveIt()}>
        {say("detail.revive")}
      </Button>
    </div>
  );
}
