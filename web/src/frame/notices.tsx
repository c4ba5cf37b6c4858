import { Button, CloseButton } from "@mantine/core";
import { useEffect } from "react";
import { Store, useStore } from "../state/store";
import { useWords } from "../words/say";
import { FailureNote } from "./failure-note";
import styles from "./notices.module.css";

/** What is told in passing: something was done, and can be undone; or something failed that nothing on the page stands for. */
export interface Notice {
  readonly text?: string;
  readonly thrown?: unknown;
  readonly undo?: () => void;
  readonly retry?: () => void;
}

interface Told extends Notice {
  readonly id: number;
}

const SECONDS = 7;
const MOST = 3;
const notices = new Store<readonly Told[]>([]);
let last = 0;

/** Tell something in passing. */
export function tell(notice: Notice): void {
  last += 1;
  notices.set([...notices.get(), { ...notice, id: last }].slice(-MOST));
}

function forget(id: number): void {
  notices.set(notices.get().filter((each) => each.id !== id));
}

/** The notices, below on the left. Those of failures stay until they are closed. */
export function Notices() {
  const told = useStore(notices);
  return (
    <div className={styles.notices} role="status" aria-live="polite">
      {told.map((each) => (
        <Shown key={each.id} notice={each} />
      ))}
    </div>
  );
}

function Shown({ notice }: { readonly notice: Told }) {
  const { say } = useWords();
  const { id, thrown, undo } = notice;
  useEffect(() => {
    if (thrown !== undefined) return;
    const timer = setTimeout(() => forget(id), SECONDS * 1000);
    return () => clearTimeout(timer);
  }, [id, thrown]);
  const done = (what: () => void) => () => {
    forget(id);
    what();
  };
  return (
    <div className={styles.notice}>
      {thrown === undefined ? (
        <span dir="auto">{notice.text}</span>
      ) : (
        <div className={styles.failure}>
          {notice.text !== undefined && <p dir="auto">{notice.text}</p>}
          <FailureNote thrown={thrown} retry={notice.retry && done(notice.retry)} />
        </div>
      )}
      {undo !== undefined && (
        <Button size="compact-xs" variant="default" onClick={done(undo)}>
          {say("frame.undo")}
        </Button>
      )}
      <CloseButton size="sm" aria-label={say("frame.close")} onClick={() => forget(id)} />
    </div>
  );
}
