import { Button, Drawer, SegmentedControl, Select } from "@mantine/core";
import { useState } from "react";
import type { Call } from "../api/call";
import { isReading } from "../api/call";
import { answered } from "../api/perform";
import { asClient, asCurl, asRequests } from "../api/spelling";
import { useWords } from "../words/say";
import styles from "./api-drawer.module.css";
import { copyText } from "./clipboard";
import { FailureNote } from "./failure-note";
import { Icon } from "./icon";

/** A request behind what is seen, and what it is for. */
export interface Shown {
  readonly label: string;
  readonly call: Call;
}

const SPELLINGS = { curl: asCurl, requests: asRequests, client: asClient } as const;
type Spelling = keyof typeof SPELLINGS;

interface Props {
  readonly requests: readonly Shown[];
  /** Whether the button has no word beside it. */
  readonly isShort?: boolean;
}

/** A button that shows the requests behind what is seen, to be copied into a shell or a script. */
export function ApiButton({ requests, isShort = false }: Props) {
  const { say } = useWords();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button
        variant="subtle"
        color="gray"
        size="compact-sm"
        onClick={() => setOpen(true)}
        title={say("api.open")}
      >
        <Icon name="code" />
        {!isShort && <span className={styles.word}>API</span>}
        <span className="hidden-but-said">{isShort ? say("api.open") : `: ${say("api.open")}`}</span>
      </Button>
      <Drawer
        opened={isOpen}
        onClose={() => setOpen(false)}
        position="right"
        size={560}
        title={say("api.title")}
        closeButtonProps={{ "aria-label": say("frame.close") }}
      >
        {isOpen && <Requests requests={requests} />}
      </Drawer>
    </>
  );
}

function Requests({ requests }: { readonly requests: readonly Shown[] }) {
  const { say } = useWords();
  const [at, setAt] = useState(0);
  const [spelling, setSpelling] = useState<Spelling>("curl");
  const shown = requests[at] ?? requests[0];
  if (shown === undefined) return null;
  const { call } = shown;
  const spellings = (Object.keys(SPELLINGS) as Spelling[]).filter(
    (each) => SPELLINGS[each](call, location.origin) !== null,
  );
  const chosen = spellings.includes(spelling) ? spelling : "curl";
  const text = SPELLINGS[chosen](call, location.origin) ?? "";
  return (
    <div className={styles.requests}>
      {requests.length > 1 && (
        <Select
          label={say("api.several")}
          data={requests.map((each, index) => ({ value: String(index), label: each.label }))}
          value={String(at)}
          onChange={(value) => setAt(Number(value ?? 0))}
          allowDeselect={false}
        />
      )}
      <SegmentedControl
        data={spellings.map((each) => ({ value: each, label: say(`api.${each}`) }))}
        value={chosen}
        onChange={(value) => setSpelling(value as Spelling)}
        aria-label={say("api.title")}
      />
      <Code text={text} />
      <Answer key={text} call={call} />
    </div>
  );
}

function Answer({ call }: { readonly call: Call }) {
  const { say } = useWords();
  const [body, setBody] = useState<string | null>(null);
  const [thrown, setThrown] = useState<unknown>(null);
  const [isSending, setSending] = useState(false);
  // Asking again is all right; writing again is not.
  if (!isReading(call)) return null;
  const send = () => {
    setSending(true);
    setThrown(null);
    answered(call)
      .then((answer) => setBody(JSON.stringify(answer.body, null, 2)))
      .catch(setThrown)
      .finally(() => setSending(false));
  };
  return (
    <section className={styles.answer}>
      <div className={styles.line}>
        <h3>{say("api.answer")}</h3>
        <Button size="compact-xs" variant="default" onClick={send} loading={isSending}>
          {say("api.send")}
        </Button>
      </div>
      {thrown !== null && <FailureNote thrown={thrown} retry={send} />}
      {body !== null && <Code text={body} />}
    </section>
  );
}

function Code({ text }: { readonly text: string }) {
  const { say } = useWords();
  const [copied, setCopied] = useState<string | null>(null);
  const copy = () => void copyText(text).then(() => setCopied(text));
  return (
    <div className={styles.code}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys */}
      <pre tabIndex={0}>{text}</pre>
      <Button
        className={styles.copy}
        size="compact-xs"
        variant="default"
        onClick={copy}
        leftSection={<Icon name="copy" size={12} />}
      >
        {say(copied === text ? "failure.copied" : "api.copy")}
      </Button>
    </div>
  );
}
