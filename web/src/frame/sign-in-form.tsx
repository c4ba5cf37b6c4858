import { Button, PasswordInput, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { failureOf, refusalOf } from "../api/failure";
import { type Shown, signIn } from "../api/session";
import { type Say, useWords } from "../words/say";
import { FailureNote } from "./failure-note";
import styles from "./sign-in-form.module.css";

const CODE_MISSING = 106;
const REFUSED = 102;

interface Props {
  /** Where it is known who has to sign in again. */
  readonly login?: string;
  readonly done: () => void;
}

/** Login and password, and the code of a second factor for those who are asked for it. Nothing typed is lost when it is refused. */
export function SignInForm({ login, done }: Props) {
  const { say } = useWords();
  const [shown, setShown] = useState<Shown>({ login: login ?? "", password: "", code: "" });
  const [needsCode, setNeedsCode] = useState(false);
  const [wasSent, setWasSent] = useState(false);
  const [thrown, setThrown] = useState<unknown>(null);
  const [isSending, setSending] = useState(false);
  const missing = missingIn(shown, needsCode, say);
  const typed = (part: keyof Shown) => (event: { currentTarget: { value: string } }) => {
    const { value } = event.currentTarget;
    setThrown(null);
    setShown((before) => ({ ...before, [part]: value }));
  };
  const send = async (event: FormEvent) => {
    event.preventDefault();
    setWasSent(true);
    if (Object.keys(missing).length > 0) return;
    setSending(true);
    try {
      await signIn({ ...shown, login: shown.login.trim(), code: shown.code.trim() });
      done();
    } catch (refused) {
      const asksForCode = refusalOf(refused)?.code === CODE_MISSING;
      setNeedsCode(needsCode || asksForCode);
      setThrown(asksForCode ? null : refused);
      setWasSent(false);
    } finally {
      setSending(false);
    }
  };
  return (
    <form className={styles.form} onSubmit={(event) => void send(event)} noValidate>
      <TextInput
        size="sm"
        label={say("signIn.login")}
        value={shown.login}
        onChange={typed("login")}
        error={wasSent && missing.login}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        data-autofocus={login === undefined || undefined}
        autoFocus={login === undefined}
      />
      <PasswordInput
        size="sm"
        label={say("signIn.password")}
        value={shown.password}
        onChange={typed("password")}
        error={wasSent && missing.password}
        autoComplete="current-password"
        data-autofocus={login !== undefined || undefined}
        autoFocus={login !== undefined}
      />
      {needsCode && (
        <TextInput
          size="sm"
          label={say("signIn.code")}
          description={say("signIn.codeWhy")}
          value={shown.code}
          onChange={typed("code")}
          error={wasSent && missing.code}
          autoComplete="one-time-code"
          autoFocus
        />
      )}
      {thrown !== null && <Wrong thrown={thrown} hadCode={needsCode} />}
      <Button type="submit" size="sm" fullWidth loading={isSending}>
        {say("signIn.do")}
      </Button>
    </form>
  );
}

function Wrong({ thrown, hadCode }: { readonly thrown: unknown; readonly hadCode: boolean }) {
  const { say } = useWords();
  const failure = failureOf(thrown);
  if (failure?.kind !== "refused" || failure.code !== REFUSED || failure.status >= 429)
    return <FailureNote thrown={thrown} />;
  return (
    <p className={styles.wrong} role="alert">
      {say(hadCode ? "signIn.wrongCode" : "signIn.wrong")}
    </p>
  );
}

function missingIn(shown: Shown, needsCode: boolean, say: Say): Partial<Record<keyof Shown, string>> {
  return {
    ...(shown.login.trim() === "" && { login: say("signIn.loginMissing") }),
    ...(shown.password === "" && { password: say("signIn.passwordMissing") }),
    ...(needsCode && shown.code.trim() === "" && { code: say("signIn.codeMissing") }),
  };
}
