import { useWords } from "../words/say";
import { Icon } from "./icon";
import { KeyCap } from "./key-cap";
import { LiveSign } from "./live-sign";
import { PersonMenu } from "./person-menu";
import { ProjectMenu } from "./project-menu";
import styles from "./top-bar.module.css";
import { TypeTabs } from "./type-tabs";

/** Above every page: where one is, where one can go, who one is. */
export function TopBar({ find }: { readonly find: () => void }) {
  const { say } = useWords();
  return (
    <header className={styles.bar}>
      <ProjectMenu />
      <TypeTabs />
      <button type="button" className={styles.search} onClick={find} aria-keyshortcuts="Control+K Meta+K">
        <Icon name="search" />
        <span className={styles.word}>{say("frame.search")}</span>
        <KeyCap keys="mod+k" />
      </button>
      <LiveSign />
      <PersonMenu />
    </header>
  );
}
