import { Bone, Bones } from "../frame/bones";
import classes from "./grid.module.css";

/** How many rows are as high as any window. */
const ROWS = 40;

/** A grid that is still to come, with its bars in their places. */
export function GridBones() {
  return (
    <div className={classes.page}>
      <div className={classes.bars}>
        <div className={classes.barBones}>
          <Bone width={200} height={28} />
        </div>
      </div>
      <div className={classes.header} />
      <RowBones />
    </div>
  );
}

/** The rows of a grid that are still to come. */
export function RowBones() {
  return (
    <div className={classes.rowBones}>
      <Bones lines={ROWS} />
    </div>
  );
}
