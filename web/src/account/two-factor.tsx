import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import {
  beginTwoFactor,
  confirmTwoFactor,
  disableTwoFactor,
  type Enrolment,
  readTwoFactor,
} from "../api/own-account";
import { perform } from "../api/perform";
import { Bones } from "../frame/bones";
import { copyAndTell } from "../frame/copying";
import { FailureNote } from "../frame/failure-note";
import { Icon } from "../frame/icon";
import { tell } from "../frame/notices";
import { cache } from "../site/cache";
import { write } from "../site/writes";
import { useWords } from "../words/say";
import classes from "./account.module.css";
import { QrCode } from "./qr-code";
import { Refused } from "./refused";

const KEY = ["site", "two factor"];

/** Where the person is on the way to a second factor. */
type Way =
  | { readonly is: "resting" }
  | { readonly is: "asking" | "ending" }
  | { readonly is: "enrolling"; readonly enrolment: Enrolment }
  | { readonly is: "done"; readonly codes: readonly string[] };

interface Props {
  /** Told when it is on and the person has kept the recovery codes. */
  readonly onDone?: () => void;
}

/** Where a person switches two-factor sign-in on and off: password, code for the app, what the app shows, recovery codes. */
export function TwoFactor({ onDone }: Props) {
  const { say, format } = useWords();
  const [way, setWay] = useState<Way>({ is: "resting" });
  const { data, error, refetch } = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => perform(readTwoFactor(), signal),
  });
  if (data === undefined)
    return error === null ? <Bones lines={2} /> : <FailureNote thrown={error} retry={() => void refetch()} />;
  const rest = () => setWay({ is: "resting" });
  const changed = () => cache.invalidateQueries({ queryKey: KEY });
  switch (way.is) {
    case "resting":
      return (
        <div className={classes.form}>
          <p>
            {data.enabled && data.created_at !== null
              ? say("account.factorOn", {
                  since: format.moment(data.created_at),
                  count: data.recovery_codes,
                })
              : say("account.factorOff")}
          </p>
          <div>
            <Button
              variant={data.enabled ? "default" : "filled"}
              onClick={() => setWay({ is: data.enabled ? "ending" : "asking" })}
            >
              {say(data.enabled ? "account.factorEnd" : "account.factorBegin")}
            </Button>
          </div>
        </div>
      );
    case "asking":
      return (
        <Asked
          key={way.is}
          label={say("account.passwordNow")}
          action={say("account.goOn")}
          wrong={say("account.passwordWrong")}
          isSecret
          onCancel={rest}
          onSend={async (password) =>
            setWay({ is: "enrolling", enrolment: await write(beginTwoFactor(password)) })
          }
        />
      );
    case "enrolling":
      return (
        <Asked
          key={way.is}
          label={say("account.appCode")}
          action={say("account.factorBegin")}
          wrong={say("account.codeWrong")}
          onCancel={rest}
          onSend={async (code) => {
            setWay({ is: "done", codes: await write(confirmTwoFactor(code)) });
            await changed();
          }}
        >
          <p>{say("account.scan")}</p>
          <QrCode text={way.enrolment.url} />
          <p>
            {say("account.orType")} <code className={classes.secret}>{way.enrolment.secret}</code>
          </p>
        </Asked>
      );
    case "done":
      return (
        <RecoveryCodes
          codes={way.codes}
          onDone={() => {
            rest();
            onDone?.();
          }}
        />
      );
    case "ending":
      return (
        <Asked
          key={way.is}
          label={say("account.appCode")}
          action={say("account.factorEnd")}
          wrong={say("account.codeWrong")}
          onCancel={rest}
          onSend={async (code) => {
            await write(disableTwoFactor(code));
            rest();
            tell({ text: say("account.factorEnded") });
            await changed();
          }}
        />
      );
  }
}

interface AskedProps {
  readonly label: string;
  readonly action: string;
  readonly wrong: string;
  readonly isSecret?: boolean;
  readonly onCancel: () => void;
  readonly onSend: (text: string) => Promise<void>;
  readonly children?: ReactNode;
}

/** One thing that the person shows: their password, or a code. */
function Asked({ label, action, wrong, isSecret = false, onCancel, onSend, children }: AskedProps) {
  const { say } = useWords();
  const [text, setText] = useState("");
  const [thrown, setThrown] = useState<unknown>(null);
  const [isSending, setSending] = useState(false);
  async function send(event: FormEvent) {
    event.preventDefault();
    if (text.trim() === "" || isSending) return;
    setSending(true);
    setThrown(null);
    try {
      await onSend(isSecret ? text : text.trim());
    } catch (refused) {
      setThrown(refused);
    } finally {
      setSending(false);
    }
  }
  const shared = {
    label,
    value: text,
    onChange: (event: { currentTarget: { value: string } }) => setText(event.currentTarget.value),
    autoFocus: true,
  };
  return (
    <form className={classes.form} onSubmit={(event) => void send(event)}>
      {children}
      {isSecret ? (
        <PasswordInput {...shared} autoComplete="current-password" />
      ) : (
        <TextInput {...shared} autoComplete="one-time-code" />
      )}
      {thrown !== null && <Refused thrown={thrown} wrong={wrong} />}
      <div className={classes.actions}>
        <Button type="submit" loading={isSending} disabled={text.trim() === ""}>
          {action}
        </Button>
        <Button variant="subtle" color="gray" onClick={onCancel}>
          {say("account.cancel")}
        </Button>
      </div>
    </form>
  );
}

/** The codes that stand in for the app, shown this once. */
function RecoveryCodes({
  codes,
  onDone,
}: {
  readonly codes: readonly string[];
  readonly onDone: () => void;
}) {
  const { say } = useWords();
  const copy = () => copyAndTell(codes.join("\n"));
  return (
    <div className={classes.form} role="status">
      <p>{say("account.recovery")}</p>
      <ul className={classes.codes} aria-label={say("account.recoveryCodes")}>
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className={classes.actions}>
        <Button variant="default" leftSection={<Icon name="copy" size={13} />} onClick={copy}>
          {say("account.copyCodes")}
        </Button>
        <Button onClick={onDone}>{say("account.kept")}</Button>
      </div>
    </div>
  );
}
