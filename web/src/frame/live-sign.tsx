import { Tooltip } from "@mantine/core";
import { reachable } from "../api/reachable";
import { type Live, live } from "../live/feed";
import { underWay } from "../site/writes";
import { useStore } from "../state/store";
import { type Key, useWords } from "../words/say";
import styles from "./live-sign.module.css";

const SAID: Readonly<Record<Live, "live.live" | "live.connecting" | "live.lost">> = {
  live: "live.live",
  connecting: "live.connecting",
  lost: "live.lost",
} satisfies Record<Live, Key>;

/** Whether changes arrive as they happen, and whether one's own are still under way. */
export function LiveSign() {
  const { say } = useWords();
  const state = useStore(live);
  const writes = useStore(underWay);
  const isThere = useStore(reachable);
  const said = say(isThere ? SAID[state] : "live.lost");
  const saving = writes > 0 ? say(isThere ? "writes.saving" : "writes.waiting", { count: writes }) : null;
  return (
    <Tooltip label={said}>
      <span className={styles.sign} role="status" aria-label={[saving, said].filter(Boolean).join(". ")}>
        <span className={styles.label}>{saving ?? say("live.label")}</span>
        <span className={styles.dot} data-state={isThere ? state : "lost"} />
      </span>
    </Tooltip>
  );
}
