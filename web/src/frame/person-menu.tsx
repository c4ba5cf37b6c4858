import { Avatar, Popover } from "@mantine/core";
import { signOut, signOutEverywhere } from "../api/session";
import { useAccount } from "../site/person";
import { useWords } from "../words/say";
import { Choices } from "./choices";
import entry from "./entry.module.css";
import { Icon } from "./icon";
import { tell } from "./notices";
import styles from "./person-menu.module.css";

/** Who is signed in: how the pages look to them, and the ways out. */
export function PersonMenu() {
  const { say } = useWords();
  const account = useAccount();
  const name = account?.name ?? "";
  const leave = (how: () => Promise<void>) => () => {
    how().catch((thrown: unknown) => tell({ thrown, retry: leave(how) }));
  };
  return (
    <Popover position="bottom-end" width={300} trapFocus returnFocus>
      <Popover.Target>
        <button type="button" className={styles.button}>
          <span aria-hidden="true">
            <Avatar size={26} radius="50%" color="gray" name={name} alt="" />
          </span>
          <span className="hidden-but-said">{say("frame.person", { name })}</span>
        </button>
      </Popover.Target>
      <Popover.Dropdown className={styles.menu} aria-label={name}>
        <div className={styles.who}>
          <strong dir="auto">{name}</strong>
          <span dir="auto">
            {[account?.login, account?.permission_rule_set?.name].filter(Boolean).join(" · ")}
          </span>
        </div>
        <div className={styles.looks}>
          <Choices />
        </div>
        <div className={styles.ways}>
          <a className={entry.entry} href="/account">
            <Icon name="person" />
            {say("account.title")}
          </a>
          <a className={entry.entry} href="/api/docs" target="_blank" rel="noreferrer">
            <Icon name="code" />
            {say("frame.apiPage")}
          </a>
          <button type="button" className={entry.entry} onClick={leave(signOut)}>
            <Icon name="leave" />
            {say("frame.signOut")}
          </button>
          <button type="button" className={entry.entry} onClick={leave(signOutEverywhere)}>
            <Icon name="everywhere" />
            {say("frame.signOutEverywhere")}
          </button>
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
