import { type ReactNode, useLayoutEffect, useRef, useState } from "react";
import { useWords } from "../words/say";
import styles from "./folded.module.css";
import { Icon } from "./icon";

/** How high something may be before it is folded, and how much higher it must be for that to be worth a button. */
const MOST = 220;
const SLACK = 60;

/** Something that may be very long: its beginning, which fades out, and all of it where that is asked for. */
export function Folded({ children }: { readonly children: ReactNode }) {
  const { say } = useWords();
  const inside = useRef<HTMLDivElement>(null);
  const [isLong, setLong] = useState(false);
  const [isWhole, setWhole] = useState(false);
  useLayoutEffect(() => {
    const element = inside.current;
    if (element === null) return;
    const measure = () => setLong(element.offsetHeight > MOST + SLACK);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return (
    <>
      <div className={styles.window} data-folded={(isLong && !isWhole) || undefined}>
        <div ref={inside}>{children}</div>
      </div>
      {isLong && (
        <button
          type="button"
          className={styles.more}
          aria-expanded={isWhole}
          onClick={() => setWhole(!isWhole)}
        >
          <Icon name={isWhole ? "up" : "down"} size={13} />
          {say(isWhole ? "frame.showLess" : "frame.showAll")}
        </button>
      )}
    </>
  );
}
