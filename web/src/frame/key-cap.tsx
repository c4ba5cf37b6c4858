import styles from "./key-cap.module.css";
import { type Combination, IS_MAC, labels } from "./keystrokes";

/** A combination of keys, as keyboards label them. */
export function KeyCap({ keys }: { readonly keys: Combination }) {
  return (
    <span className={styles.keys}>
      {labels(keys, IS_MAC).map((each) => (
        <kbd key={each} className={styles.key}>
          {each}
        </kbd>
      ))}
    </span>
  );
}
