import type { ReactNode } from "react";
import styles from "./empty.module.css";
import { Icon, type IconName } from "./icon";
import { KeyCap } from "./key-cap";

interface Props {
  readonly title: string;
  readonly why?: string;
  readonly icon?: IconName;
  /** The next step, as a button; and the key that does the same. */
  readonly action?: ReactNode;
  readonly keys?: string;
  /** Whether the whole page is nothing but this. */
  readonly isPage?: boolean;
}

/** What stands where there is nothing: it says so, and teaches the next step. */
export function Empty({ title, why, icon, action, keys, isPage = false }: Props) {
  const Title = isPage ? "h1" : "h2";
  return (
    <div className={styles.empty}>
      {icon !== undefined && (
        <span className={styles.icon}>
          <Icon name={icon} size={28} />
        </span>
      )}
      <Title className={styles.title} dir="auto">
        {title}
      </Title>
      {why !== undefined && (
        <p className={styles.why} dir="auto">
          {why}
        </p>
      )}
      {(action !== undefined || keys !== undefined) && (
        <div className={styles.action}>
          {action}
          {keys !== undefined && <KeyCap keys={keys} />}
        </div>
      )}
    </div>
  );
}
