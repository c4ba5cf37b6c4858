import { reachable } from "../api/reachable";
import { useStore } from "../state/store";
import { useWords } from "../words/say";
import { Icon } from "./icon";
import styles from "./offline.module.css";

/** Says so while the site does not answer. */
export function OfflineBanner() {
  const { say } = useWords();
  if (useStore(reachable)) return null;
  return (
    <div className={styles.banner} role="status">
      <Icon name="away" />
      {say("frame.offline")}
    </div>
  );
}
