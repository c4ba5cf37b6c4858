import { Button, PasswordInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { changePassword } from "../api/own-account";
import { tell } from "../frame/notices";
import { cache } from "../site/cache";
import { write } from "../site/writes";
import { useWords } from "../words/say";
import classes from "./account.module.css";
import { Refused } from "./refused";

const NOTHING = { now: "", next: "", again: "" };

/** Where a person changes their password. What was typed stays where it is refused. */
export function Password() {
  const { say } = useWords();
  const [typed, setTyped] = useState(NOTHING);
  const [thrown, setThrown] = useState<unknown>(null);
  const [isSending, setSending] = useState(false);
  const isOther = typed.again !== "" && typed.again !== typed.next;
  const isReady = typed.now !== "" && typed.next !== "" && typed.again === typed.next;
  const take = (part: keyof typeof NOTHING) => (event: { currentTarget: { value: string } }) => {
    const { value } = event.currentTarget;
    setThrown(null);
    setTyped((before) => ({ ...before, [part]: value }));
  };
  async function send(event: FormEvent) {
    event.preventDefault();
    if (!isReady || isSending) return;
    setSending(true);
    try {
      await write(changePassword(typed.now, typed.next));
      setTyped(NOTHING);
      tell({ text: say("account.passwordChanged") });
      await cache.invalidateQueries({ queryKey: ["site", "sessions"] });
    } catch (refused) {
      setThrown(refused);
    } finally {
      setSending(false);
    }
  }
  return (
    <form className={classes.form} onSubmit={(event) => void send(event)}>
      <PasswordInput
        label={say("account.passwordNow")}
        value={typed.now}
        onChange={take("now")}
        autoComplete="current-password"
      />
      <PasswordInput
        label={say("account.passwordNew")}
        value={typed.next}
        onChange={take("next")}
        autoComplete="new-password"
      />
      <PasswordInput
        label={say("account.passwordAgain")}
        value={typed.again}
        onChange={take("again")}
        error={isOther && say("account.passwordOther")}
        autoComplete="new-password"
      />
      {thrown !== null && <Refused thrown={thrown} wrong={say("account.passwordWrong")} />}
      <div>
        <Button type="submit" variant="default" disabled={!isReady} loading={isSending}>
          {say("account.passwordDo")}
        </Button>
      </div>
    </form>
  );
}
