import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, type ReactNode, Suspense, useId, useMemo } from "react";
import { perform } from "../api/perform";
import type { Row } from "../api/row";
import { countRows } from "../api/rows";
import type { Field } from "../api/schema";
import type { Setting } from "../fields/field-type";
import { Bone, Bones } from "../frame/bones";
import { ReplyBox } from "../notes/reply-box";
import { Thread, useConversation } from "../notes/thread";
import { useTypeName } from "../site/names";
import { useWords } from "../words/say";
import { ActivityTab } from "./activity";
import classes from "./row-tabs.module.css";
import { TabContent } from "./tab-content";
import { type RowsTab, rowsTabs } from "./tabs";
import { useBelonging } from "./use-belonging";

interface Props {
  readonly row: Row;
  readonly name: string;
  readonly fields: ReadonlyMap<string, Field>;
  readonly setting: Setting;
  readonly project: number | null;
  /** The tab that is open, by its key; the first one where there is none of that name. */
  readonly tab: string | undefined;
  /** Told the key of the tab to open; undefined for the first. */
  readonly onTab: (key: string | undefined) => void;
  /** A tab before all others, such as the fields where there is no room beside the tabs. */
  readonly first?: { readonly key: string; readonly label: string; readonly content: ReactNode } | undefined;
}

/** The widths of the tabs that are still to come. */
const COMING = [56, 52, 64, 88];

interface Tab {
  readonly key: string;
  readonly name: ReactNode;
  readonly content: ReactNode;
}

/** What happened to a row, and the rows that belong to it, in tabs. Which is open is for others to keep. */
export function RowTabs({ row, name, fields, setting, project, tab: said, onTab, first }: Props) {
  const { say } = useWords();
  const { isComing, fieldsOf } = useBelonging(project);
  const linked = useMemo(
    () => (isComing ? [] : rowsTabs(row, fields, fieldsOf)),
    [row, fields, isComing, fieldsOf],
  );
  const tabs: readonly Tab[] = [
    ...(first === undefined ? [] : [{ ...first, name: first.label }]),
    ...(row.type === "Note"
      ? [{ key: "thread", name: say("notes.thread"), content: <Conversation note={row.id} /> }]
      : []),
    { key: "activity", name: say("detail.activity"), content: <ActivityTab row={row} setting={setting} /> },
    ...linked.map((tab) => ({
      key: tab.key,
      name: <TabName tab={tab} />,
      content: <TabContent key={tab.key} tab={tab} of={row} setting={setting} project={project} />,
    })),
  ];
  const asked = tabs.find(({ key }) => key === said);
  // One that is asked for by its name may still be coming.
  const isAwaited = asked === undefined && said !== undefined && isComing;
  const open = asked ?? tabs[0];
  const base = useId();
  const show = (key: string) => onTab(key === tabs[0]?.key ? undefined : key);
  function onKeyDown(event: KeyboardEvent) {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (by === undefined || open === undefined) return;
    event.preventDefault();
    const next = tabs[(tabs.indexOf(open) + by + tabs.length) % tabs.length] ?? open;
    show(next.key);
    document.getElementById(`${base}-${next.key}`)?.focus();
  }
  if (open === undefined) return null;
  return (
    <section className={classes.belonging} aria-label={say("detail.tabs", { name })}>
      <div className={classes.tabs} role="tablist" aria-label={say("detail.tabs", { name })}>
        {tabs.map(({ key, name: shown }) => (
          <button
            key={key}
            id={`${base}-${key}`}
            type="button"
            role="tab"
            className={classes.tab}
            aria-selected={key === open.key && !isAwaited}
            aria-controls={`${base}-panel`}
            tabIndex={key === open.key ? 0 : -1}
            onClick={() => show(key)}
            onKeyDown={onKeyDown}
          >
            {shown}
          </button>
        ))}
        {isComing &&
          COMING.map((width) => (
            <span key={width} className={classes.tab}>
              <Bone width={width} />
            </span>
          ))}
      </div>
      <div
        id={`${base}-panel`}
        role="tabpanel"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
        tabIndex={0}
        aria-labelledby={`${base}-${open.key}`}
        className={classes.tabPanel}
      >
        <Suspense fallback={<Bones lines={8} />}>{isAwaited ? <Bones lines={8} /> : open.content}</Suspense>
      </div>
    </section>
  );
}

/** The thread of a note, and where it is replied to. */
function Conversation({ note }: { readonly note: number }) {
  const { data, error } = useConversation(note);
  // Where one replies comes with what is replied to: it would be pushed down otherwise.
  const isHere = data?.isWhole === true || error !== null;
  return (
    <div className={classes.conversation}>
      <Thread note={note} />
      {isHere && <ReplyBox note={note} />}
    </div>
  );
}

/** What a tab is called, and how many rows it has. */
function TabName({ tab }: { readonly tab: RowsTab }) {
  const { format } = useWords();
  const nameOf = useTypeName();
  const { data: count } = useQuery({
    queryKey: ["count", tab.type, tab.filters],
    queryFn: ({ signal }) => perform(countRows(tab.type, tab.filters), signal),
  });
  return (
    <>
      {tab.label ?? nameOf(tab.type)}{" "}
      <span className={classes.count}>{count !== undefined && format.number(count)}</span>
    </>
  );
}
