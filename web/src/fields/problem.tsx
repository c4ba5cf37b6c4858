import { say } from "../words/say";
import classes from "./fields.module.css";
import type { Unreadable } from "./unreadable";

/** Says beside an editor why what was typed cannot be saved, and what would do. */
export function Problem({ of }: { readonly of: Unreadable }) {
  return (
    <span role="alert" className={classes.problem}>
      {say(`fields.unreadable.${of.reason}`, { example: of.example })}
    </span>
  );
}
