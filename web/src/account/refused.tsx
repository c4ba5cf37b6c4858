import { refusalOf } from "../api/failure";
import { FailureNote } from "../frame/failure-note";
import classes from "./account.module.css";

const REFUSED = 102;

interface Props {
  readonly thrown: unknown;
  /** What is said where what was shown to the site, a password or a code, is not the right one. */
  readonly wrong: string;
}

/** Why something of one's account was refused. */
export function Refused({ thrown, wrong }: Props) {
  const refusal = refusalOf(thrown);
  if (refusal === null || refusal.code !== REFUSED || refusal.status >= 429)
    return <FailureNote thrown={thrown} />;
  return (
    <p className={classes.wrong} role="alert">
      {wrong}
    </p>
  );
}
