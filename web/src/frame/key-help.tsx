import { Modal } from "@mantine/core";
import { useState } from "react";
import { useStore } from "../state/store";
import { useWords } from "../words/say";
import { KeyCap } from "./key-cap";
import styles from "./key-help.module.css";
import { type Binding, bindings, useKey } from "./keys";

/** All keys that do something now, on `?`. */
export function KeyHelp() {
  const { say } = useWords();
  const [isOpen, setOpen] = useState(false);
  useKey("?", () => setOpen(true), { label: say("keys.help"), where: "anywhere" });
  const all = useStore(bindings).filter((each) => each.label !== "");
  return (
    <Modal
      opened={isOpen}
      onClose={() => setOpen(false)}
      title={say("keys.title")}
      size={560}
      closeButtonProps={{ "aria-label": say("frame.close") }}
    >
      <div className={styles.columns}>
        <Keys title={say("keys.here")} of={all.filter((each) => each.where === "here")} />
        <Keys title={say("keys.anywhere")} of={all.filter((each) => each.where === "anywhere")} />
      </div>
    </Modal>
  );
}

function Keys({ title, of }: { readonly title: string; readonly of: readonly Binding[] }) {
  if (of.length === 0) return null;
  return (
    <section>
      <h3 className={styles.title}>{title}</h3>
      <dl className={styles.list}>
        {of.map((each) => (
          <div key={each.label + each.keys.join()} className={styles.line}>
            <dt>{each.label}</dt>
            <dd>
              {each.keys.map((keys) => (
                <KeyCap key={keys} keys={keys} />
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
