import { Button } from "@mantine/core";
import { useState } from "react";
import { useWords } from "../words/say";
import { copyText } from "./clipboard";
import styles from "./failure-note.module.css";
import { Icon } from "./icon";
import { detailsOf, sentenceOf } from "./sentences";

interface Props {
  /** What was thrown. */
  readonly thrown: unknown;
  readonly retry?: () => void;
  readonly retryLabel?: string;
}

/** What went wrong, as a sentence, beside what caused it. The technical part folds away. */
export function FailureNote({ thrown, retry, retryLabel }: Props) {
  const { say } = useWords();
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    await copyText(detailsOf(thrown));
    setCopied(true);
  };
  return (
    <div className={styles.note} role="alert">
      <span className={styles.sign}>
        <Icon name="warning" />
      </span>
      <div className={styles.said}>
        <p className={styles.sentence} dir="auto">
          {sentenceOf(thrown, say)}
        </p>
        {retry !== undefined && (
          <Button size="compact-xs" variant="default" onClick={retry}>
            {retryLabel ?? say("failure.retry")}
          </Button>
        )}
        <details className={styles.details}>
          <summary>{say("failure.details")}</summary>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys */}
          <pre tabIndex={0}>{detailsOf(thrown)}</pre>
          <Button size="compact-xs" variant="default" onClick={() => void copy()}>
            {say(isCopied ? "failure.copied" : "failure.copyDetails")}
          </Button>
        </details>
      </div>
    </div>
  );
}
