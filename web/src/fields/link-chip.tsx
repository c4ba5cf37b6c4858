import type { Link } from "../api/row";
import classes from "./fields.module.css";
import { linkName } from "./links";

/** A linked row, by its name; opens its page. */
export function LinkChip({ link }: { readonly link: Link }) {
  return (
    <a
      className={classes.chip}
      data-row={link.id}
      href={`/detail/${link.type}/${link.id}`}
      title={`${link.type} · ${linkName(link)}`}
      tabIndex={-1}
      dir="auto"
    >
      {linkName(link)}
    </a>
  );
}
